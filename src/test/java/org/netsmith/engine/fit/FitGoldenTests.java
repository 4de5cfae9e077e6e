package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Head;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.fit.Fit.Validation;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import org.netsmith.format.keras.KerasReader.HeadConfig;
import org.netsmith.format.keras.KerasReader.Model;
import tools.jackson.databind.JsonNode;

/** Whole runs of Keras' {@code fit}: histories, final weights, evaluation and predictions. */
class FitGoldenTests {

    private final KerasReader reader = new KerasReader();

    @TestFactory
    Stream<DynamicTest> fitsAsKeras() {
        return Golden.tests("fit.json", _ -> true, this::check);
    }

    /** Rows as they stand in a case: one tensor, or several by name. */
    private record Rows(List<JsonNode> inputs, List<JsonNode> targets, double @Nullable [] weights) {

        static Rows of(NetworkDefinition network, JsonNode x, JsonNode y, double @Nullable [] weights) {
            List<String> inputs =
                    network.inputs().stream().map(NetworkDefinition.Input::name).toList();
            List<String> outputs = network.outputs().stream()
                    .map(NetworkDefinition.Source::name)
                    .toList();
            return new Rows(tensors(x, inputs), tensors(y, outputs), weights);
        }

        private static List<JsonNode> tensors(JsonNode given, List<String> names) {
            return given.has("data")
                    ? List.of(given)
                    : names.stream().map(given::path).toList();
        }

        int count() {
            return inputs.getFirst().path("shape").path(0).asInt();
        }

        Examples examples(Backend backend, DType type, int from, int to) {
            Tensor sampleWeights = weights == null
                    ? null
                    : tensor(backend, type, Arrays.copyOfRange(weights, from, to), Shape.of(to - from));
            return new Examples(
                    inputs.stream()
                            .map(tensor -> slice(backend, type, tensor, from, to))
                            .toList(),
                    targets.stream()
                            .map(tensor -> slice(backend, type, tensor, from, to))
                            .toList(),
                    Collections.nCopies(targets.size(), sampleWeights));
        }

        private static Tensor slice(Backend backend, DType type, JsonNode golden, int from, int to) {
            Shape shape = Golden.shape(golden);
            int row = (int) shape.tail().size();
            double[] values = Arrays.copyOfRange(Golden.values(golden), from * row, to * row);
            return tensor(backend, type, values, shape.tail().prepend(to - from));
        }

        private static Tensor tensor(Backend backend, DType type, double[] values, Shape shape) {
            Tensor tensor = backend.allocate(type, shape);
            tensor.set(values);
            backend.upload(tensor);
            return tensor;
        }
    }

    private void check(JsonNode golden, DType type) {
        Model model = Golden.read(reader.model(golden.path("config")));
        NetworkDefinition read = model.definition();
        NetworkDefinition definition =
                new NetworkDefinition(read.name(), read.inputs(), read.nodes(), read.outputs(), type);
        Backend backend = Golden.backend();
        Network network = new Network(definition, backend, 1);
        golden.path("inputs")
                .path("initial_weights")
                .forEach(weight -> Golden.copy(
                        backend,
                        weight.path("value"),
                        weight(network, weight.path("name").asString())));
        Compile compile = compile(model.compile().orElseThrow(), definition);
        Rows rows = rows(golden.path("inputs"), definition);
        int training = (int) Math.floor(
                rows.count() * (1 - golden.path("fit").path("validation_split").asDouble(0)));
        Fit.Result result = new Fit()
                .run(
                        network,
                        compile,
                        options(golden),
                        rows.examples(backend, type, 0, training),
                        validation(golden, definition, rows, training, backend, type),
                        TargetScale.NONE,
                        new Silent());
        checkResult(golden, type, result, network, compile, rows, backend);
    }

    private static @Nullable Examples validation(
            JsonNode golden, NetworkDefinition network, Rows rows, int training, Backend backend, DType type) {
        JsonNode data = golden.path("inputs").path("validation_data");
        if (data.isArray()) {
            double[] weights = data.size() > 2 ? Golden.values(data.get(2)) : null;
            Rows given = Rows.of(network, data.get(0), data.get(1), weights);
            return given.examples(backend, type, 0, given.count());
        }
        return training < rows.count() ? rows.examples(backend, type, training, rows.count()) : null;
    }

    private Options options(JsonNode golden) {
        JsonNode fit = golden.path("fit");
        List<Callback> callbacks = golden.path("callbacks")
                .valueStream()
                .map(callback -> Golden.read(reader.callback(callback)))
                .toList();
        Integer validationBatch = fit.has("validation_batch_size")
                ? (Integer) fit.path("validation_batch_size").asInt()
                : null;
        return new Options(
                0,
                fit.path("epochs").asInt(),
                fit.path("batch_size").asInt(),
                null,
                false,
                new Validation(validationBatch, null, 1, Set.of()),
                callbacks,
                0);
    }

    private void checkResult(
            JsonNode golden,
            DType type,
            Fit.Result result,
            Network network,
            Compile compile,
            Rows rows,
            Backend backend) {
        JsonNode want = golden.path(type.id());
        assertThat(result.epochsRun()).isEqualTo(want.path("epochs_run").size());
        assertThat(result.history()).containsOnlyKeys(want.path("history").propertyNames());
        want.path("history")
                .forEachEntry((name, values) -> Golden.check(
                        golden,
                        type,
                        name,
                        result.history().get(name).stream()
                                .mapToDouble(Double::doubleValue)
                                .toArray(),
                        values.valueStream().mapToDouble(Golden::number).toArray()));
        want.path("final_weights").forEach(weight -> {
            String name = weight.path("name").asString();
            if (!isBiasBeforeNormalization(network, name)) {
                Golden.check(golden, type, name, weight(network, name).toArray(), weight.path("value"));
            }
        });
        Examples unweighted = new Rows(rows.inputs(), rows.targets(), null).examples(backend, type, 0, rows.count());
        Map<String, Double> evaluation = new Fit().evaluate(network, compile, unweighted, 8, TargetScale.NONE);
        want.path("evaluate")
                .forEachEntry((name, value) -> Golden.check(
                        golden, type, "evaluate " + name, new double[] {evaluation.get(name)}, new double[] {
                            value.asDouble()
                        }));
        List<Tensor> predictions = network.predict(unweighted.inputs());
        for (int i = 0; i < predictions.size(); i++) {
            String output = network.definition().outputs().get(i).name();
            JsonNode predict = want.path("predict");
            Golden.check(
                    golden,
                    type,
                    "predict " + output,
                    predictions.get(i).toArray(),
                    predict.has(output) ? predict.path(output) : predict.path("output"));
        }
    }

    /** Its gradient is pure rounding noise, which Adam amplifies. */
    private static boolean isBiasBeforeNormalization(Network network, String name) {
        return name.endsWith("dense/bias")
                && network.weights().stream().anyMatch(weight -> weight.name().contains("batch_normalization"));
    }

    private static Tensor weight(Network network, String path) {
        return network.weights().stream()
                .filter(weight -> path.endsWith(weight.name()))
                .max(Comparator.comparingInt(weight -> weight.name().length()))
                .orElseThrow(() -> new AssertionError("no weight " + path))
                .value();
    }

    private static Compile compile(CompileConfig config, NetworkDefinition network) {
        List<Head> heads = new ArrayList<>();
        for (int i = 0; i < config.heads().size(); i++) {
            HeadConfig head = config.heads().get(i);
            heads.add(new Head(
                    network.outputs().get(i).name(),
                    head.loss().orElseThrow(),
                    head.lossWeight(),
                    head.metrics(),
                    head.weightedMetrics()));
        }
        return new Compile(config.optimizer().orElseThrow(), heads);
    }

    /** A class weight is a sample weight that depends on the label; of a class that is not listed it is 1. */
    private static Rows rows(JsonNode inputs, NetworkDefinition network) {
        double[] weights = inputs.path("sample_weight").isObject() ? Golden.values(inputs.path("sample_weight")) : null;
        if (inputs.path("class_weight").isObject()) {
            double[] labels = Golden.values(inputs.path("y"));
            weights = IntStream.range(0, labels.length)
                    .mapToDouble(row -> inputs.path("class_weight")
                            .path(String.valueOf((int) labels[row]))
                            .asDouble(1))
                    .toArray();
        }
        return Rows.of(network, inputs.path("x"), inputs.path("y"), weights);
    }

    /** Listens and says nothing. */
    static final class Silent implements Fit.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {}

        @Override
        public void progress(int epoch, int step, int steps, double samplesPerSecond) {}

        @Override
        public boolean cancelled() {
            return false;
        }
    }
}
