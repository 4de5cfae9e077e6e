package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.activation.ActivationFunction.Glu;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Shape;

class ActivationTests {

    @ParameterizedTest
    @CsvSource({"2", "0", "-2"})
    void refusesAnAxisThatIsNotBehindTheBatch(int axis) {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> new Activation(new Softmax(axis)).outputShape(Shape.of(3)))
                .withMessage(
                        "Softmax.axis must name an axis behind the batch, between 1 and 1 (or -1), received " + axis);
    }

    @Test
    void gluHalvesItsAxis() {
        assertThat(new Activation(new Glu(1)).outputShape(Shape.of(4, 3))).isEqualTo(Shape.of(2, 3));
        assertThat(Dense.of(6, new Glu(null)).outputShape(Shape.of(5))).isEqualTo(Shape.of(3));
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(() -> Dense.of(5, new Glu(null)).outputShape(Shape.of(3)))
                .withMessageContaining("must be even; received rows of shape [5]");
    }
}
