package org.netsmith.engine.initializer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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

    @TestFactory
    Stream<DynamicTest> initializersDrawFromKerasDistributions() {
        return Golden.tests("initializers.json", golden -> kind(golden).equals("class"), this::check);
    }

    @TestFactory
    Stream<DynamicTest> namesStandForWhatTheyDoInKeras() {
        return Golden.tests(
                "initializers.json",
                golden -> kind(golden).equals("string"),
                (golden, _) -> assertThat(read(golden.path("config"))).isEqualTo(read(golden.path("resolves_to"))));
    }

    @Test
    void everyKindHasAGoldenCase() {
        assertThat(Golden.cases("initializers.json").stream()
                        .filter(golden -> kind(golden).equals("class"))
                        .map(golden -> Golden.className(golden.path("config")))
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Initializer.class.getPermittedSubclasses())
                        .map(Class::getSimpleName)
                        .toList());
    }

    private static String kind(JsonNode golden) {
        return golden.path("kind").asString();
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
        switch (expected.path("kind").asString()) {
            case "constant" ->
                assertThat(values).containsOnly(expected.path("value").asDouble());
            case "identity" ->
                checkIdentity(values, shape, expected.path("gain").asDouble());
            case "orthogonal" ->
                checkOrthogonal(values, shape, expected.path("gain").asDouble());
            default -> checkDistribution(values, expected);
        }
    }

    private static void checkIdentity(double[] values, Shape shape, double gain) {
        int columns = (int) shape.extent(1);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo(i / columns == i % columns ? gain : 0);
        }
    }

    /** The products of all rows, or of all columns where they are fewer, are the identity times the gain squared. */
    private static void checkOrthogonal(double[] values, Shape shape, double gain) {
        int columns = (int) shape.extent(-1);
        int rows = values.length / columns;
        boolean wide = rows < columns;
        for (int i = 0; i < Math.min(rows, columns); i++) {
            for (int j = 0; j <= i; j++) {
                int a = i;
                int b = j;
                double product = IntStream.range(0, Math.max(rows, columns))
                        .mapToDouble(k -> wide
                                ? values[a * columns + k] * values[b * columns + k]
                                : values[k * columns + a] * values[k * columns + b])
                        .sum();
                assertThat(product).isCloseTo(i == j ? gain * gain : 0, within(1e-12));
            }
        }
    }

    private static void checkDistribution(double[] values, JsonNode expected) {
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
        if (expected.has("min")) {
            assertThat(Arrays.stream(values).min().orElseThrow())
                    .isGreaterThanOrEqualTo(expected.path("min").asDouble());
            assertThat(Arrays.stream(values).max().orElseThrow())
                    .isLessThanOrEqualTo(expected.path("max").asDouble());
        }
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

    /** In all four quarters of the plane: without the turn to positive diagonals one half would never be met. */
    @Test
    void everyRotationIsADrawOfOrthogonal() {
        assertThat(IntStream.range(0, 200)
                        .mapToObj(seed -> new Initializer.Orthogonal(null, (long) seed)
                                .values(Shape.of(2, 2), Randomness.of(0, Randomness.Purpose.INITIALIZER, 0)))
                        .map(values -> (values[0] > 0) + " " + (values[3] > 0))
                        .distinct())
                .hasSize(4);
    }
}
