package org.netsmith.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.loss.Loss;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** The running values of every metric, batch by batch, in 32 and 64 bits. */
class MetricGoldenTests {

    /** Posted formulas, and what stands for another metric or loss that is held to Keras itself. */
    private static final Set<Class<?>> NOT_OF_KERAS =
            Set.of(Metric.Formula.class, Metric.Unresolved.class, Metric.MeanMetricWrapper.class);

    @TestFactory
    Stream<DynamicTest> metricsAreKeras() {
        return Golden.tests("metrics.json", MetricGoldenTests::isMetric, this::check);
    }

    private static boolean isMetric(JsonNode golden) {
        return golden.path("kind").asString().equals("metric");
    }

    @Test
    void everyKindHasAGoldenCase() {
        Set<Class<?>> held = Golden.cases("metrics.json").stream()
                .filter(MetricGoldenTests::isMetric)
                .map(golden -> Golden.read(new KerasReader().metric(golden.path("config")))
                        .getClass())
                .collect(Collectors.toSet());

        assertThat(leaves(Metric.class).filter(kind -> !NOT_OF_KERAS.contains(kind)))
                .allSatisfy(kind -> assertThat(held).contains(kind));
    }

    private static Stream<Class<?>> leaves(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(MetricGoldenTests::leaves)
                : Stream.of(kind);
    }

    private void check(JsonNode golden, DType type) {
        Metric metric = Golden.read(new KerasReader().metric(golden.path("config")));
        Backend backend = Golden.backend();
        JsonNode batches = golden.path("inputs").path("batches");
        Accumulator accumulator = metric.accumulator(
                Golden.shape(target(batches.get(0))),
                Golden.shape(batches.get(0).path("y_pred")));
        List<double[]> results = new ArrayList<>();
        for (JsonNode batch : batches) {
            accumulator.update(new Accumulator.Batch(
                    Golden.tensor(backend, type, target(batch)),
                    Golden.tensor(backend, type, batch.path("y_pred")),
                    weights(backend, type, batch)));
            results.add(accumulator.values());
        }
        compare(golden, type, results);
        accumulator.reset();
        accumulator.update(new Accumulator.Batch(
                Golden.tensor(backend, type, target(batches.get(0))),
                Golden.tensor(backend, type, batches.get(0).path("y_pred")),
                weights(backend, type, batches.get(0))));
        assertThat(accumulator.values()).as("after a reset").isEqualTo(results.getFirst());
    }

    /** Mean and sum have no target. */
    private static JsonNode target(JsonNode batch) {
        return batch.path("y_true").isObject() ? batch.path("y_true") : batch.path("y_pred");
    }

    private static Tensor weights(Backend backend, DType type, JsonNode batch) {
        return batch.path("sample_weight").isObject()
                ? Golden.tensor(backend, type, batch.path("sample_weight"))
                : null;
    }

    private static void compare(JsonNode golden, DType type, List<double[]> results) {
        JsonNode want = golden.path(type.id()).path("result_after_batch");
        for (int i = 0; i < results.size(); i++) {
            double[] expected =
                    want.get(i).isObject() ? Golden.values(want.get(i)) : new double[] {Golden.number(want.get(i))};
            Golden.check(golden, tolerance(golden, type), "result " + i, results.get(i), expected);
        }
    }

    /** Keras divides the counts of intersection over union in 32 bits, whatever the type. */
    private static DType tolerance(JsonNode golden, DType type) {
        return Golden.className(golden.path("config")).endsWith("IoU") ? DType.FLOAT32 : type;
    }

    @TestFactory
    Stream<DynamicTest> shapesDecideWhatAccuracyAndCrossentropyMean() {
        return Golden.cases("metrics.json").stream()
                .filter(golden -> !isMetric(golden))
                .map(golden -> DynamicTest.dynamicTest(golden.path("id").asString(), () -> checkResolution(golden)));
    }

    private void checkResolution(JsonNode golden) {
        Shape target = extents(golden.path("inputs").path("y_true_shape"));
        Shape prediction = extents(golden.path("inputs").path("y_pred_shape"));
        for (String id : List.of("accuracy", "acc", "Accuracy")) {
            Metric metric = Golden.read(new KerasReader().metric(Golden.json("\"" + id + "\"")));
            JsonNode want = golden.path("resolves_to").path(id);
            assertThat(metric.name()).isEqualTo(want.path("history_key").asString());
            Metric resolved = ((Metric.Unresolved) metric).resolve(target, prediction);
            assertThat(resolved.name()).isEqualTo(metric.name());
            assertThat(resolved.getClass().getSimpleName())
                    .isEqualTo(want.path("class_name").asString());
        }
        for (String id : List.of("crossentropy", "ce")) {
            Loss loss = Golden.read(new KerasReader().loss(Golden.json("\"" + id + "\"")));
            String want =
                    golden.path("resolves_to").path(id).path("loss_function").asString();
            assertThat(loss.resolve(target, prediction))
                    .isEqualTo(Golden.read(new KerasReader().loss(Golden.json("\"" + want + "\""))));
        }
    }

    private static Shape extents(JsonNode list) {
        return new Shape(list.valueStream().map(JsonNode::asLong).toList());
    }
}
