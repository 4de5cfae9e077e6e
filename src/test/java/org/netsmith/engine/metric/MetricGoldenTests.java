package org.netsmith.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

class MetricGoldenTests {

    private static final Set<String> KINDS = Set.of(
            "BinaryAccuracy",
            "CategoricalAccuracy",
            "SparseCategoricalAccuracy",
            "MeanSquaredError",
            "MeanAbsoluteError",
            "R2Score");

    @TestFactory
    Stream<DynamicTest> metricsAreKeras() {
        return Golden.tests(
                "metrics.json",
                golden -> golden.path("kind").asString().equals("metric")
                        && KINDS.contains(Golden.className(golden.path("config")))
                        && golden.path("float64")
                                .path("result_after_batch")
                                .path(0)
                                .isNumber(),
                this::check);
    }

    private void check(JsonNode golden, DType type) {
        Metric metric = Golden.read(new KerasReader().metric(golden.path("config")));
        Backend backend = Golden.backend();
        JsonNode batches = golden.path("inputs").path("batches");
        JsonNode first = batches.get(0);
        Accumulator accumulator =
                metric.accumulator(Golden.shape(first.path("y_true")), Golden.shape(first.path("y_pred")));
        List<Double> results = new ArrayList<>();
        for (JsonNode batch : batches) {
            Tensor weights =
                    batch.has("sample_weight") && !batch.path("sample_weight").isNull()
                            ? Golden.tensor(backend, type, batch.path("sample_weight"))
                            : null;
            accumulator.update(new Accumulator.Batch(
                    Golden.tensor(backend, type, batch.path("y_true")),
                    Golden.tensor(backend, type, batch.path("y_pred")),
                    weights));
            results.add(accumulator.result());
        }
        JsonNode want = golden.path(type.id()).path("result_after_batch");
        double[] expected = want.valueStream().mapToDouble(Golden::number).toArray();
        double[] got = results.stream().mapToDouble(Double::doubleValue).toArray();
        Golden.check(golden, type, "result", got, expected);
    }

    @TestFactory
    Stream<DynamicTest> accuracyMeansWhatKerasMakesOfIt() {
        return Golden.cases("metrics.json").stream()
                .filter(golden -> golden.path("kind").asString().equals("string_resolution"))
                .map(golden -> DynamicTest.dynamicTest(golden.path("id").asString(), () -> checkResolution(golden)));
    }

    private void checkResolution(JsonNode golden) {
        Shape target = extents(golden.path("inputs").path("y_true_shape"));
        Shape prediction = extents(golden.path("inputs").path("y_pred_shape"));
        for (String id : List.of("accuracy", "acc")) {
            Metric metric = Golden.read(new KerasReader().metric(Golden.json("\"" + id + "\"")));
            JsonNode want = golden.path("resolves_to").path(id);
            assertThat(metric.name()).isEqualTo(want.path("history_key").asString());
            assertThat(((Metric.Accuracy) metric)
                            .resolve(target, prediction)
                            .getClass()
                            .getSimpleName())
                    .isEqualTo(want.path("class_name").asString());
        }
    }

    private static Shape extents(JsonNode list) {
        return new Shape(list.valueStream().map(JsonNode::asLong).toList());
    }
}
