package org.netsmith.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.ShapeException;

class LossPassTests {

    private final Backend backend = Golden.backend();
    private final TestScope scope = new TestScope(backend, DType.FLOAT64);

    private Tensor tensor(Shape shape, double... values) {
        Tensor tensor = backend.allocate(DType.FLOAT64, shape);
        tensor.set(values);
        backend.upload(tensor);
        return tensor;
    }

    private LossPass pass(Loss loss, double[] target, Tensor prediction) {
        LossPass pass = new LossPass(loss, scope, prediction, Shape.of(target.length));
        pass.target().set(target);
        backend.upload(pass.target());
        return pass;
    }

    @Test
    void aMaskLeavesRowsOutOfTheMean() {
        LossPass pass =
                pass(new Loss.MeanSquaredError(null), new double[] {0, 0, 0, 0}, tensor(Shape.of(4, 1), 1, 2, 3, 4));

        pass.weigh(null, tensor(Shape.of(4), 1, 0, 1, 0));
        scope.run();
        assertThat(pass.value()).isEqualTo((1 + 9) / 2.0);
        assertThat(pass.gradient().toArray()).containsExactly(1, 0, 3, 0);

        pass.weigh(tensor(Shape.of(4), 2, 9, 1, 9), tensor(Shape.of(4), 1, 0, 1, 0));
        scope.run();
        assertThat(pass.value()).isEqualTo((2 + 9) / 2.0);

        pass.weigh(null);
        scope.run();
        assertThat(pass.value()).isEqualTo((1 + 4 + 9 + 16) / 4.0);
    }

    @Test
    void aMaskWithNothingLeftIsNoLoss() {
        LossPass pass = pass(new Loss.MeanSquaredError(null), new double[] {0, 0}, tensor(Shape.of(2, 1), 1, 2));

        pass.weigh(null, tensor(Shape.of(2), 0, 0));
        scope.run();

        assertThat(pass.value()).isZero();
        assertThat(pass.gradient().toArray()).containsOnly(0);
    }

    @Test
    void aPostedFormulaIsDifferentiated() {
        Loss quartic = new Loss.Formula("k * (y - p)^4", Map.of("k", 0.5), Reduction.SUM);
        LossPass pass = pass(quartic, new double[] {1, 0}, tensor(Shape.of(2, 1), 3, 1));

        pass.weigh(null);
        scope.run();

        assertThat(pass.value()).isCloseTo(8.5, within(1e-12));
        assertThat(pass.gradient().toArray()).containsExactly(new double[] {16, 2}, within(1e-12));
    }

    @Test
    void aFormulaWithoutAPredictionHasNoGradient() {
        LossPass pass =
                pass(new Loss.Formula("y", Map.of(), Reduction.SUM), new double[] {1, 2}, tensor(Shape.of(2, 1), 3, 4));

        pass.weigh(null);
        scope.run();

        assertThat(pass.value()).isEqualTo(3);
        assertThat(pass.gradient().toArray()).containsOnly(0);
    }

    @Test
    void shapesThatDoNotFitAreRefused() {
        Tensor prediction = tensor(Shape.of(2, 2), 1, 2, 3, 4);

        assertThatThrownBy(() -> pass(new Loss.Dice(null, null), new double[] {1, 2}, prediction))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[2, 2]");
        assertThatThrownBy(() -> pass(new Loss.CTC(null), new double[] {1, 2}, prediction))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> pass(new Loss.CosineSimilarity(2, null), new double[] {1, 2, 3, 4}, prediction))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("received 2");
    }
}
