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
import org.netsmith.engine.backend.Tensor;

/** Every optimizer finds the bottom of a bowl, on both backends. */
class OptimizerContractTests {

    private static List<Optimizer> examples() {
        return List.of(
                new Optimizer.SGD(0.1, null, null),
                new Optimizer.SGD(0.05, 0.9, true),
                new Optimizer.RMSprop(0.02, null, 0.5, null, true),
                new Optimizer.Adam(0.05, null, null, null, true));
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(examples().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrder(Optimizer.class.getPermittedSubclasses());
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
        Tensor weights = backend.allocate(DType.FLOAT32, Shape.of(3));
        Tensor gradients = backend.allocate(DType.FLOAT32, Shape.of(3));
        weights.set(new double[] {1, -2, 3});
        backend.upload(weights);
        Update update = new Update(optimizer, backend, weights, gradients);
        for (int step = 0; step < 300; step++) {
            backend.download(weights);
            gradients.set(Arrays.stream(weights.toArray()).map(w -> 2 * w).toArray());
            backend.upload(gradients);
            update.run();
        }
        backend.download(weights);
        assertThat(Arrays.stream(weights.toArray()).boxed())
                .allSatisfy(w -> assertThat(Math.abs(w)).isLessThan(0.1));
        assertThat(update.iterations()).isEqualTo(300);
    }
}
