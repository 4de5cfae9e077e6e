package org.netsmith.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
import org.netsmith.engine.loss.Loss.BinaryCrossentropy;
import org.netsmith.engine.loss.Loss.CategoricalCrossentropy;
import org.netsmith.engine.loss.Loss.MeanAbsoluteError;
import org.netsmith.engine.loss.Loss.MeanSquaredError;
import org.netsmith.engine.loss.Loss.SparseCategoricalCrossentropy;

/** The gradient of every loss is that of central differences, on both backends. */
class LossContractTests {

    private static List<Loss> examples() {
        return List.of(
                new MeanSquaredError(null),
                new MeanAbsoluteError(Reduction.SUM),
                new BinaryCrossentropy(null, 0.1, null),
                new BinaryCrossentropy(true, null, null),
                new CategoricalCrossentropy(null, 0.1, null),
                new CategoricalCrossentropy(true, null, Reduction.SUM),
                new SparseCategoricalCrossentropy(null, null, null),
                new SparseCategoricalCrossentropy(true, 1, null));
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
        boolean sparse = loss instanceof SparseCategoricalCrossentropy;
        TestScope scope = new TestScope(backend, DType.FLOAT64);
        Tensor prediction = backend.allocate(DType.FLOAT64, Shape.of(rows, units));
        double[] p = random.doubles(rows * units, 0.05, 0.95).toArray();
        LossPass pass = new LossPass(loss, scope, prediction, sparse ? Shape.of(rows, 1) : Shape.of(rows, units));
        pass.target()
                .set(
                        sparse
                                ? new double[] {0, 2, 1, 2}
                                : random.doubles(rows * units, 0, 1).toArray());
        backend.upload(pass.target());
        Tensor weights = backend.allocate(DType.FLOAT64, Shape.of(rows));
        weights.set(new double[] {1, 0.5, 2, 1.5});
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
