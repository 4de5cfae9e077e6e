package org.netsmith.engine.regularizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Locale;
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
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.regularizer.Regularizer.OrthogonalRegularizer;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class RegularizerGoldenTests {

    @TestFactory
    Stream<DynamicTest> penaltiesAreKeras() {
        return Golden.tests("regularizers.json", _ -> true, (golden, type) -> check(golden, type, Golden.backend()));
    }

    @TestFactory
    Stream<DynamicTest> penaltiesAreTheSameOnNd4j() {
        return Golden.tests(
                "regularizers.json",
                _ -> true,
                (golden, type) ->
                        check(golden, type, Backends64.all().get("nd4j").get()));
    }

    @Test
    void everyKindHasAGoldenCase() {
        assertThat(Golden.cases("regularizers.json").stream()
                        .<Class<?>>map(golden -> read(golden.path("config")).getClass())
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(kinds(Regularizer.class).collect(Collectors.toSet()));
    }

    private static Stream<Class<?>> kinds(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(RegularizerGoldenTests::kinds)
                : Stream.of(kind);
    }

    private static void check(JsonNode golden, DType type, Backend backend) {
        Tensor w = Golden.tensor(backend, type, golden.path("inputs").path("w"));
        Tensor gradient = backend.allocate(type, w.shape());
        JsonNode want = golden.path(type.id());
        Penalty penalty =
                Penalty.of(read(golden.path("config")), backend, shape -> backend.allocate(type, shape), w, gradient);
        penalty.run();
        backend.download(gradient);
        Golden.check(golden, type, "penalty", new double[] {penalty.value()}, new double[] {
            want.path("penalty").asDouble()
        });
        Golden.check(golden, type, "dw", gradient.toArray(), gradientOf(want.path("dw"), gradient));
    }

    /** Keras has no gradient where the penalty is nothing. */
    private static double[] gradientOf(JsonNode dw, Tensor gradient) {
        return dw.path("dtype").asString().equals("string")
                ? new double[Math.toIntExact(gradient.size())]
                : Golden.values(dw);
    }

    private static Regularizer read(JsonNode config) {
        String network = """
            {"layers": [{"dense": {"units": 3, "kernel_regularizer": %s}}]}\
            """.formatted(config);
        return Optional.ofNullable(((Dense) Golden.read(new KerasReader().model(Golden.json(network)))
                                .definition()
                                .nodes()
                                .getFirst()
                                .layer())
                        .kernelRegularizer())
                .orElseThrow();
    }

    /** What Keras adds to the loss for the output of a layer. */
    @TestFactory
    Stream<DynamicTest> penaltiesOnActivitiesAreKeras() {
        return Golden.tests(
                "layers.json",
                golden -> golden.path("id").asString().endsWith("-Dense-activity")
                        || Golden.className(golden.path("config")).equals("ActivityRegularization"),
                RegularizerGoldenTests::checkActivity);
    }

    private static void checkActivity(JsonNode golden, DType type) {
        Backend backend = Golden.backend();
        JsonNode config = golden.path("config").path("config");
        JsonNode training = golden.path(type.id()).path("training");
        Penalty penalty = Penalty.ofActivity(
                config.has("activity_regularizer")
                        ? read(config.path("activity_regularizer"))
                        : new Regularizer.L1L2(
                                config.path("l1").asDouble(), config.path("l2").asDouble()),
                backend,
                shape -> backend.allocate(type, shape),
                Golden.tensor(backend, type, training.path("outputs").get(0)),
                null);
        penalty.run();
        Golden.check(golden, type, "loss", new double[] {penalty.value()}, new double[] {
            training.path("losses").get(0).asDouble()
        });
    }

    private static Tensor tensor(Backend backend, Shape shape, double... values) {
        Tensor tensor = backend.allocate(DType.FLOAT64, shape);
        tensor.set(values);
        return tensor;
    }

    @Test
    void eachRunAddsToTheGradientAndReplacesTheValue() {
        Backend backend = Golden.backend();
        Tensor w = tensor(backend, Shape.of(2), 3, -1);
        Tensor gradient = tensor(backend, Shape.of(2), 10, 20);
        Penalty penalty = Penalty.of(
                new Regularizer.L2(0.5), backend, shape -> backend.allocate(DType.FLOAT64, shape), w, gradient);

        penalty.run();
        penalty.run();

        assertThat(penalty.value()).isEqualTo(5);
        assertThat(gradient.toArray()).containsExactly(16, 18);
    }

    @Test
    void valuesNeedNoGradient() {
        Backend backend = Golden.backend();
        Tensor w = tensor(backend, Shape.of(2, 2), 1, 0, 0, 2);

        for (Regularizer regularizer : new Regularizer[] {
            new Regularizer.L1(1.0),
            new OrthogonalRegularizer(1.0, null),
            new OrthogonalRegularizer(1.0, OrthogonalRegularizer.Mode.COLUMNS)
        }) {
            Penalty penalty =
                    Penalty.of(regularizer, backend, shape -> backend.allocate(DType.FLOAT64, shape), w, null);
            penalty.run();
            assertThat(penalty.value())
                    .as(regularizer.toString().toLowerCase(Locale.ROOT))
                    .isEqualTo(regularizer instanceof OrthogonalRegularizer ? 0 : 3);
        }
    }

    @Test
    void activitiesAreDividedByTheBatch() {
        Backend backend = Golden.backend();
        Tensor output = tensor(backend, Shape.of(2, 2), 1, -2, 3, -4);
        Tensor gradient = tensor(backend, Shape.of(2, 2), 0, 0, 0, 0);
        Penalty penalty = Penalty.ofActivity(
                new Regularizer.L1L2(0.5, 0.1),
                backend,
                shape -> backend.allocate(DType.FLOAT64, shape),
                output,
                gradient);

        penalty.run();

        assertThat(penalty.value()).isCloseTo((0.5 * 10 + 0.1 * 30) / 2, within(1e-15));
        assertThat(gradient.toArray()).containsExactly(new double[] {0.35, -0.45, 0.55, -0.65}, within(1e-15));
    }

    @Test
    void aSingleRowHasNoPairs() {
        Backend backend = Golden.backend();
        Tensor w = tensor(backend, Shape.of(1, 2), 1, 2);
        Tensor gradient = tensor(backend, Shape.of(1, 2), 0, 0);
        Penalty penalty = Penalty.of(
                new OrthogonalRegularizer(null, null),
                backend,
                shape -> backend.allocate(DType.FLOAT64, shape),
                w,
                gradient);

        penalty.run();

        assertThat(penalty.value()).isZero();
        assertThat(gradient.toArray()).containsOnly(0);
    }
}
