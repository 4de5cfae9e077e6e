package org.netsmith.engine.constraint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint.UnitNorm;
import org.netsmith.engine.layer.Dense;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class ConstraintGoldenTests {

    @TestFactory
    Stream<DynamicTest> projectionsAreKeras() {
        return Golden.tests("constraints.json", _ -> true, (golden, type) -> check(golden, type, Golden.backend()));
    }

    @TestFactory
    Stream<DynamicTest> projectionsAreTheSameOnNd4j() {
        return Golden.tests(
                "constraints.json",
                _ -> true,
                (golden, type) ->
                        check(golden, type, Backends64.all().get("nd4j").get()));
    }

    @Test
    void everyKindHasAGoldenCase() {
        assertThat(Golden.cases("constraints.json").stream()
                        .<Class<?>>map(golden -> read(golden.path("config")).getClass())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(kinds(Constraint.class).collect(Collectors.toSet()));
    }

    private static Stream<Class<?>> kinds(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(ConstraintGoldenTests::kinds)
                : Stream.of(kind);
    }

    private static void check(JsonNode golden, DType type, Backend backend) {
        Tensor w = Golden.tensor(backend, type, golden.path("inputs").path("w"));

        Projection.of(read(golden.path("config")), backend, shape -> backend.allocate(type, shape), w)
                .run();

        backend.download(w);
        Golden.check(golden, type, "w", w.toArray(), golden.path(type.id()).path("w"));
    }

    private static Constraint read(JsonNode config) {
        String network = """
            {"layers": [{"dense": {"units": 3, "kernel_constraint": %s}}]}\
            """.formatted(config);
        return Optional.ofNullable(((Dense) Golden.read(new KerasReader().model(Golden.json(network)))
                                .definition()
                                .nodes()
                                .getFirst()
                                .layer())
                        .kernelConstraint())
                .orElseThrow();
    }

    @Test
    void normsAreTakenAlongAnyAxis() {
        for (int axis = -3; axis < 3; axis++) {
            Backend backend = Golden.backend();
            Tensor w = backend.allocate(DType.FLOAT64, Shape.of(2, 3, 4));
            for (int i = 0; i < w.size(); i++) {
                w.set(i, i + 1);
            }
            Projection.of(new UnitNorm(axis), backend, shape -> backend.allocate(DType.FLOAT64, shape), w)
                    .run();

            int stride = new int[] {12, 4, 1}[Math.floorMod(axis, 3)];
            int extent = (int) w.shape().extent(axis);
            double norm = 0;
            for (int i = 0; i < extent; i++) {
                norm += w.get((long) i * stride) * w.get((long) i * stride);
            }
            assertThat(norm).as("axis %d", axis).isCloseTo(1, within(1e-6));
            assertThat(w.get(stride) / w.get(0)).as("axis %d", axis).isCloseTo(stride + 1.0, within(1e-12));
        }
    }
}
