package org.netsmith.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** The gradient of every loss is that of central differences, on both backends. */
class LossContractTests {

    private static final Set<Loss.Target> HAS_LABELS = Set.of(Loss.Target.CLASS_NUMBER, Loss.Target.GROUPS);
    private static final double[] LABELS = {0, 2, 1, 2};
    private static final double[] SYMBOLS = {1, 2, 0};
    private static final double[] WEIGHTS = {1, 0.5, 2, 1.5};

    private static List<Loss> examples() {
        return List.of(
                new Loss.MeanSquaredError(null),
                new Loss.MeanAbsoluteError(Reduction.SUM),
                new Loss.MeanAbsolutePercentageError(null),
                new Loss.MeanSquaredLogarithmicError(Reduction.MEAN),
                new Loss.LogCosh(Reduction.MEAN_WITH_SAMPLE_WEIGHT),
                new Loss.Huber(0.3, null),
                new Loss.Poisson(Reduction.NONE),
                new Loss.Hinge(null),
                new Loss.SquaredHinge(null),
                new Loss.CategoricalHinge(null),
                new Loss.KLDivergence(null),
                new Loss.BinaryCrossentropy(null, 0.1, null),
                new Loss.BinaryCrossentropy(true, null, null),
                new Loss.BinaryFocalCrossentropy(true, 0.3, 1.5, null, 0.1, null),
                new Loss.BinaryFocalCrossentropy(null, null, null, true, null, null),
                new Loss.CategoricalCrossentropy(null, 0.1, null),
                new Loss.CategoricalCrossentropy(true, null, Reduction.SUM),
                new Loss.CategoricalFocalCrossentropy(0.4, 1.5, null, 0.1, null),
                new Loss.CategoricalFocalCrossentropy(null, null, true, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                new Loss.SparseCategoricalCrossentropy(true, 1, null),
                new Loss.CategoricalGeneralizedCrossEntropy(0.3, null),
                new Loss.CosineSimilarity(null, null),
                new Loss.CosineSimilarity(0, null),
                new Loss.Dice(null, null),
                new Loss.Dice(List.of(1), null),
                new Loss.Tversky(0.3, 0.6, List.of(-1), Reduction.SUM),
                new Loss.Circle(3.0, 0.3, null, null),
                new Loss.Circle(2.0, null, false, Reduction.SUM),
                new Loss.CTC(null),
                new Loss.Formula("a * (y - p)^2 + sin(p)", Map.of("a", 0.5), null),
                new Loss.Unresolved("ce"));
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(examples().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(
                        leaves(Loss.class).distinct().toList());
    }

    private static Stream<Class<?>> leaves(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(LossContractTests::leaves)
                : Stream.of(kind);
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        return Backends64.all().entrySet().stream()
                .flatMap(backend -> examples().stream()
                        .map(loss -> DynamicTest.dynamicTest(
                                backend.getKey() + " " + loss, () -> checkGradient(loss, backend.getValue()))));
    }

    private void checkGradient(Loss loss, Supplier<Backend> backends) {
        Backend backend = backends.get();
        Random random = new Random(5);
        int rows = 4;
        int units = 3;
        boolean sparse = HAS_LABELS.contains(loss.target());
        TestScope scope = new TestScope(backend, DType.FLOAT64);
        boolean sequence = loss.target() == Loss.Target.SYMBOLS;
        Tensor prediction =
                backend.allocate(DType.FLOAT64, sequence ? Shape.of(1, rows, units) : Shape.of(rows, units));
        double[] p = random.doubles(rows * units, 0.05, 0.95).toArray();
        Shape target = sequence ? Shape.of(1, 3) : sparse ? Shape.of(rows, 1) : Shape.of(rows, units);
        LossPass pass = new LossPass(loss, scope, prediction, target);
        pass.target()
                .set(
                        sequence
                                ? SYMBOLS
                                : sparse
                                        ? LABELS
                                        : random.doubles(rows * units, 0, 1).toArray());
        backend.upload(pass.target());
        Tensor weights =
                backend.allocate(DType.FLOAT64, Shape.of(pass.rowLosses().size()));
        weights.set(Arrays.copyOf(WEIGHTS, (int) weights.size()));
        pass.weigh(weights);
        run(backend, scope, prediction, p);
        backend.download(pass.gradient());
        double[] gradient = pass.gradient().toArray();
        double h = 1e-6;
        for (int i = 0; i < p.length; i++) {
            double value = p[i];
            p[i] = value + h;
            run(backend, scope, prediction, p);
            double above = pass.value();
            p[i] = value - h;
            run(backend, scope, prediction, p);
            double below = pass.value();
            p[i] = value;
            double expected = (above - below) / (2 * h);
            assertThat(Math.abs(gradient[i] - expected))
                    .as("[%d]: got %s, want %s", i, gradient[i], expected)
                    .isLessThanOrEqualTo(1e-7 + 1e-6 * Math.abs(expected));
        }
    }

    private static void run(Backend backend, TestScope scope, Tensor prediction, double[] p) {
        prediction.set(p);
        backend.upload(prediction);
        scope.run();
    }
}
