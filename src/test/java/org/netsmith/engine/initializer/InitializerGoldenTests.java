package org.netsmith.engine.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Dense;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class InitializerGoldenTests {

    private static final Set<String> KINDS = Arrays.stream(Initializer.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());

    @TestFactory
    Stream<DynamicTest> initializersDrawFromKerasDistributions() {
        return Golden.tests(
                "initializers.json",
                golden -> golden.path("kind").asString().equals("class")
                        && KINDS.contains(Golden.className(golden.path("config"))),
                this::check);
    }

    private void check(JsonNode golden, DType type) {
        Initializer initializer = read(golden.path("config"));
        Shape shape = new Shape(golden.path("inputs")
                .path("shape")
                .valueStream()
                .map(JsonNode::asLong)
                .toList());
        double[] values = initializer.values(shape, Randomness.of(42, Randomness.Purpose.INITIALIZER, 3));
        JsonNode expected = golden.path("expected");
        if (expected.path("kind").asString().equals("constant")) {
            assertThat(values).containsOnly(expected.path("value").asDouble());
            return;
        }
        double mean = Arrays.stream(values).average().orElseThrow();
        double deviation = Math.sqrt(Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow());
        double want = expected.path("stddev").asDouble();
        assertThat(mean).isCloseTo(expected.path("mean").asDouble(), within(5 * want / Math.sqrt(values.length)));
        if (values.length > 1000) {
            assertThat(deviation).isCloseTo(want, within(0.05 * want));
        }
        assertThat(Arrays.stream(values).boxed())
                .allSatisfy(value -> assertThat(value)
                        .isBetween(
                                expected.path("min").asDouble(),
                                expected.path("max").asDouble()));
    }

    private static Initializer read(JsonNode config) {
        String network = """
            {"layers": [{"dense": {"units": 3, "kernel_initializer": %s}}]}\
            """.formatted(config);
        return ((Dense) Golden.read(new KerasReader().model(Golden.json(network)))
                        .definition()
                        .nodes()
                        .getFirst()
                        .layer())
                .kernelInitializer();
    }

    @Test
    void anInitializersOwnSeedDecidesItsNumbers() {
        Initializer seeded = new Initializer.GlorotUniform(5L);
        double[] one = seeded.values(Shape.of(4, 4), Randomness.of(1, Randomness.Purpose.INITIALIZER, 0));
        double[] two = seeded.values(Shape.of(4, 4), Randomness.of(2, Randomness.Purpose.INITIALIZER, 0));
        double[] unseeded = new Initializer.GlorotUniform(null)
                .values(Shape.of(4, 4), Randomness.of(2, Randomness.Purpose.INITIALIZER, 0));
        assertThat(one).isEqualTo(two).isNotEqualTo(unseeded);
    }
}
