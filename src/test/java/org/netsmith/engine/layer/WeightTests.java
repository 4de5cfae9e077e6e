package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

class WeightTests {

    private static final Shape VECTOR = Shape.of(3);
    private static final Shape MATRIX = Shape.of(3, 4);

    private static Weight weight(
            Shape shape, Initializer initializer, @Nullable Regularizer regularizer, @Nullable Constraint constraint) {
        return new Weight("bias", shape, initializer, true, regularizer, constraint);
    }

    @Test
    void takesWhatFitsItsShape() {
        assertThatNoException()
                .isThrownBy(() -> weight(
                        MATRIX,
                        new Initializer.Orthogonal(null, null),
                        new Regularizer.OrthogonalRegularizer(null, null),
                        new Constraint.MaxNorm(null, -2)));
    }

    @Test
    void refusesWhatDoesNotFitItsShape() {
        Initializer zeros = new Initializer.Zeros();

        refused(() -> weight(VECTOR, new Initializer.Orthogonal(null, null), null, null), "two or more axes");
        refused(() -> weight(VECTOR, new Initializer.Identity(null), null, null), "Identity fills matrices");
        refused(
                () -> weight(VECTOR, zeros, new Regularizer.OrthogonalRegularizer(null, null), null),
                "OrthogonalRegularizer needs a matrix");
        refused(() -> weight(VECTOR, zeros, null, new Constraint.UnitNorm(1)), "UnitNorm.axis must name an axis");
        refused(() -> weight(MATRIX, zeros, null, new Constraint.MaxNorm(null, -3)), "received -3");
    }

    private static void refused(Runnable build, String reason) {
        assertThatExceptionOfType(ShapeException.class)
                .isThrownBy(build::run)
                .withMessageStartingWith("bias: ")
                .withMessageContaining(reason);
    }
}
