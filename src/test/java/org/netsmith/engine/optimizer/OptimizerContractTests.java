package org.netsmith.engine.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.format.keras.Family;
import org.netsmith.format.keras.Kind;

/** Every optimizer finds the bottom of a bowl, on both backends. */
class OptimizerContractTests {

    private static final Common NONE = Common.NONE;

    private static LearningRate rate(double value) {
        return new LearningRate.Constant(value);
    }

    private static List<Optimizer> examples() {
        return List.of(
                new Optimizer.SGD(0.1, null, null),
                new Optimizer.SGD(0.05, 0.9, true),
                new Optimizer.RMSprop(0.02, null, 0.5, null, true),
                new Optimizer.Adam(0.05, null, null, null, true),
                new Optimizer.AdamW(rate(0.05), NONE, null, null, null, null),
                new Optimizer.Adamax(rate(0.05), NONE, null, null, null),
                new Optimizer.Nadam(rate(0.05), NONE, null, null, null),
                new Optimizer.Adagrad(rate(0.5), NONE, null, null),
                new Optimizer.Adadelta(rate(0.5), NONE, null, 1e-3),
                new Optimizer.Ftrl(rate(0.5), NONE, null, null, null, null, null, null),
                new Optimizer.Lion(new Schedule.PolynomialDecay(0.05, 300.0, null, null, null), NONE, null, null),
                new Optimizer.ScheduleFreeAdamW(rate(0.3), NONE, null, null, null, 5),
                new Adafactor(rate(0.05), NONE, null, null, null, null, null),
                new Lamb(new Schedule.CosineDecay(0.1, 300.0, null, null, null), NONE, null, null, null),
                new Muon(
                        new Schedule.PolynomialDecay(0.1, 300.0, null, null, null),
                        NONE,
                        null,
                        null,
                        null,
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        0.5),
                new LossScaleOptimizer(new Optimizer.SGD(0.1, null, null), null, 20));
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(examples().stream()
                        .map(example -> example.getClass().getSimpleName())
                        .distinct())
                .containsExactlyInAnyOrderElementsOf(Family.of(Optimizer.class).kinds().stream()
                        .map(Kind::className)
                        .toList());
    }

    @TestFactory
    Stream<DynamicTest> lowersAQuadratic() {
        return Backends64.all().entrySet().stream()
                .flatMap(backend -> examples().stream()
                        .map(optimizer -> DynamicTest.dynamicTest(
                                backend.getKey() + " " + optimizer,
                                () -> check(optimizer, backend.getValue().get()))));
    }

    private static void check(Optimizer optimizer, Backend backend) {
        FlatVariables flat = new FlatVariables(
                backend, DType.FLOAT32, List.of("dense/kernel", "dense/bias"), List.of(Shape.of(2, 2), Shape.of(3)));
        flat.setWeight(0, 1, -2, 3, 0.5);
        flat.setWeight(1, 1, -2, 3);
        Update update = flat.update(optimizer);
        for (int step = 0; step < 300; step++) {
            for (int i = 0; i < 2; i++) {
                flat.setGradient(
                        i, Arrays.stream(flat.weight(i)).map(w -> 2 * w).toArray());
            }
            update.scaleGradients();
            update.run();
        }
        for (int i = 0; i < 2; i++) {
            assertThat(Arrays.stream(flat.weight(i)).boxed())
                    .allSatisfy(w -> assertThat(Math.abs(w)).isLessThan(0.1));
        }
        assertThat(update.iterations()).isEqualTo(300);
    }
}
