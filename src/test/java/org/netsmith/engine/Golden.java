package org.netsmith.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Nd4jBackend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Numbers from real Keras. The system property {@code golden.dir} names another directory of the same format; every
 * test makes one dynamic test a case and type. Cases of kinds that the engine does not have are left out, cases with
 * options it refuses are skipped.
 */
public final class Golden {

    private static final JsonMapper JSON = new JsonMapper();

    private static final boolean ON_ND4J =
            System.getProperty("golden.backend", "cpu").equals("nd4j");

    /**
     * ND4J sums in the order of its BLAS and has transcendental functions of its own, some of which are less exact than
     * ours; steep functions and long fits carry the difference on.
     */
    private static final double WIDER_ON_ND4J = 10;

    private Golden() {}

    public static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    public static List<JsonNode> cases(String file) {
        Path directory = Path.of(System.getProperty("golden.dir", "src/test/resources/golden"));
        try {
            List<JsonNode> cases = new ArrayList<>();
            JSON.readTree(Files.readAllBytes(directory.resolve(file))).forEach(cases::add);
            return cases;
        } catch (java.io.IOException exception) {
            throw new java.io.UncheckedIOException(exception);
        }
    }

    /** One test a case and type, in 32 and 64 bits. */
    public static Stream<DynamicTest> tests(String file, Predicate<JsonNode> filter, BiConsumer<JsonNode, DType> test) {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode golden : cases(file)) {
            for (DType type : DType.numeric()) {
                if (filter.test(golden) && golden.has(type.id())) {
                    tests.add(DynamicTest.dynamicTest(
                            golden.path("id").asString() + " " + type.id(), () -> test.accept(golden, type)));
                }
            }
        }
        assertThat(tests).as("cases in " + file).isNotEmpty();
        return tests.stream();
    }

    /** The backend named by the system property {@code golden.backend}, {@code cpu} unless told. */
    public static Backend backend() {
        return ON_ND4J ? new Nd4jBackend() : new CpuBackend(Memory.of(Arena.ofAuto()), 1);
    }

    /** What was read; skips the test where the only complaint is about an option that is not supported yet. */
    public static <T> T read(Reading<T> reading) {
        if (reading.value().isEmpty()) {
            boolean refusedOnly =
                    reading.errors().stream().allMatch(error -> error.detail().contains("not supported"));
            assumeTrue(!refusedOnly, () -> "refused: " + reading.errors());
        }
        assertThat(reading.errors()).isEmpty();
        return reading.value().orElseThrow();
    }

    public static String className(JsonNode config) {
        return config.isString() ? config.asString() : config.path("class_name").asString();
    }

    public static Shape shape(JsonNode tensor) {
        List<Long> extents = new ArrayList<>();
        tensor.path("shape").forEach(extent -> extents.add(extent.asLong()));
        return new Shape(extents);
    }

    public static double[] values(JsonNode tensor) {
        JsonNode data = tensor.path("data");
        double[] values = new double[data.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = number(data.get(i));
        }
        return values;
    }

    public static double number(JsonNode node) {
        return switch (node) {
            case JsonNode text when text.isString() && text.asString().equals("NaN") -> Double.NaN;
            case JsonNode text when text.isString() && text.asString().equals("Infinity") -> Double.POSITIVE_INFINITY;
            case JsonNode text when text.isString() && text.asString().equals("-Infinity") -> Double.NEGATIVE_INFINITY;
            case JsonNode flag when flag.isBoolean() -> flag.asBoolean() ? 1 : 0;
            default -> node.asDouble();
        };
    }

    public static Tensor tensor(Backend backend, DType type, JsonNode golden) {
        if (golden.path("dtype").asString("").equals(DType.STRING.id())) {
            return texts(backend, golden);
        }
        Tensor tensor = backend.allocate(type, shape(golden));
        tensor.set(values(golden));
        backend.upload(tensor);
        return tensor;
    }

    private static Tensor texts(Backend backend, JsonNode golden) {
        Tensor texts = backend.allocate(DType.STRING, shape(golden));
        for (int i = 0; i < texts.size(); i++) {
            texts.setText(i, golden.path("data").get(i).asString());
        }
        return texts;
    }

    public static void copy(Backend backend, JsonNode golden, Tensor tensor) {
        tensor.set(values(golden));
        backend.upload(tensor);
    }

    /** Within the case's tolerance for the type. */
    public static void check(JsonNode golden, DType type, String what, double[] got, JsonNode want) {
        check(golden, type, what, got, values(want));
    }

    public static void check(JsonNode golden, DType type, String what, double[] got, double[] want) {
        assertThat(got.length).as(what + " size").isEqualTo(want.length);
        JsonNode tolerance = golden.path("tolerance").path(type.id());
        double width = ON_ND4J ? WIDER_ON_ND4J : 1;
        double absolute = width * tolerance.path("abs").asDouble();
        double relative = width * tolerance.path("rel").asDouble();
        for (int i = 0; i < got.length; i++) {
            if (!Double.isFinite(want[i])) {
                continue;
            }
            assertThat(Math.abs(got[i] - want[i]))
                    .as("%s[%d]: got %s, want %s", what, i, got[i], want[i])
                    .isLessThanOrEqualTo(absolute + relative * Math.abs(want[i]));
        }
    }
}
