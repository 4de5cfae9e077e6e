package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** Whole runs of Keras' {@code fit}: histories, final weights, evaluation and predictions. */
class FitGoldenTests {

    private static final Set<String> LAYERS =
            Set.of("InputLayer", "Dense", "Activation", "Dropout", "BatchNormalization", "Flatten");
    private static final Set<String> OPTIMIZERS = Set.of("SGD", "RMSprop", "Adam");
    private static final Set<String> METRICS = Set.of(
            "mae", "mse", "acc", "accuracy", "binary_accuracy", "sparse_categorical_accuracy", "categorical_accuracy");
    private static final Set<String> LOSSES = Set.of(
            "mse",
            "mae",
            "bce",
            "binary_crossentropy",
            "categorical_crossentropy",
            "sparse_categorical_crossentropy",
            "MeanSquaredError",
            "BinaryCrossentropy",
            "SparseCategoricalCrossentropy",
            "CategoricalCrossentropy");

    private final KerasReader reader = new KerasReader();

    @TestFactory
    Stream<DynamicTest> fitsAsKeras() {
        return Golden.tests("fit.json", FitGoldenTests::isKnown, this::check);
    }

    private static boolean isKnown(JsonNode golden) {
        JsonNode compile = golden.path("config").path("compile_config");
        boolean layers = golden.path("config")
                .path("config")
                .path("layers")
                .valueStream()
                .allMatch(layer -> LAYERS.contains(Golden.className(layer)));
        boolean metrics = Stream.of("metrics", "weighted_metrics")
                .flatMap(list -> compile.path(list).valueStream())
                .allMatch(metric -> METRICS.contains(Golden.className(metric)));
        boolean callbacks = golden.path("callbacks")
                .valueStream()
                .allMatch(callback -> Golden.className(callback).equals("EarlyStopping"));
        return golden.path("config").path("class_name").asString().equals("Sequential")
                && layers
                && metrics
                && callbacks
                && OPTIMIZERS.contains(Golden.className(compile.path("optimizer")))
                && compile.path("optimizer")
                        .path("config")
                        .path("learning_rate")
                        .isNumber()
                && LOSSES.contains(Golden.className(compile.path("loss")));
    }

    private record Rows(double[] x, double[] y, double @Nullable [] weights, Shape xShape, Shape yShape) {

        Examples examples(Backend backend, DType type, int from, int to) {
            return new Examples(
                    slice(backend, type, x, xShape, from, to),
                    slice(backend, type, y, yShape, from, to),
                    weights == null ? null : slice(backend, type, weights, Shape.of(weights.length), from, to));
        }

        private static Tensor slice(Backend backend, DType type, double[] values, Shape shape, int from, int to) {
            int row = (int) shape.tail().size();
            Tensor tensor = backend.allocate(type, shape.tail().prepend(to - from));
            tensor.set(java.util.Arrays.copyOfRange(values, from * row, to * row));
            backend.upload(tensor);
            return tensor;
        }
    }

    private void check(JsonNode golden, DType type) {
        NetworkDefinition read =
                Golden.read(reader.model(golden.path("config"))).definition();
        NetworkDefinition definition = new NetworkDefinition(read.name(), read.inputShape(), read.nodes(), type);
        assumeTrue(golden.path("fit").path("validation_batch_size").isMissingNode());
        Backend backend = Golden.backend();
        Network network = new Network(definition, backend, 1);
        JsonNode inputs = golden.path("inputs");
        inputs.path("initial_weights")
                .forEach(weight -> Golden.copy(
                        backend,
                        weight.path("value"),
                        weight(network, weight.path("name").asString())));
        Compile compile = compile(golden.path("config").path("compile_config"));
        Rows rows = rows(inputs);
        int count = (int) rows.xShape().extent(0);
        int training = (int) Math.floor(
                count * (1 - golden.path("fit").path("validation_split").asDouble(0)));
        Examples validation = training < count ? rows.examples(backend, type, training, count) : null;
        Options options = new Options(
                golden.path("fit").path("epochs").asInt(),
                golden.path("fit").path("batch_size").asInt(),
                false,
                golden.path("callbacks")
                        .valueStream()
                        .map(callback -> Golden.read(reader.callback(callback)))
                        .toList(),
                0);
        Fit.Result result = new Fit()
                .run(
                        network,
                        compile,
                        options,
                        rows.examples(backend, type, 0, training),
                        validation,
                        TargetScale.NONE,
                        new Silent());
        checkResult(golden, type, result, network, compile, rows, backend);
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
        int count = (int) rows.xShape().extent(0);
        Examples unweighted =
                new Rows(rows.x(), rows.y(), null, rows.xShape(), rows.yShape()).examples(backend, type, 0, count);
        Map<String, Double> evaluation = new Fit().evaluate(network, compile, unweighted, 8, TargetScale.NONE);
        want.path("evaluate")
                .forEachEntry((name, value) -> Golden.check(
                        golden, type, "evaluate " + name, new double[] {evaluation.get(name)}, new double[] {
                            value.asDouble()
                        }));
        Golden.check(
                golden,
                type,
                "predict",
                network.predict(unweighted.x()).toArray(),
                want.path("predict").path("output"));
    }

    /** Its gradient is pure rounding noise, which Adam amplifies. */
    private static boolean isBiasBeforeNormalization(Network network, String name) {
        return name.endsWith("dense/bias")
                && network.weights().stream().anyMatch(weight -> weight.name().contains("batch_normalization"));
    }

    private static Tensor weight(Network network, String path) {
        return network.weights().stream()
                .filter(weight -> path.endsWith(weight.name()))
                .max(java.util.Comparator.comparingInt(weight -> weight.name().length()))
                .orElseThrow(() -> new AssertionError("no weight " + path))
                .value();
    }

    private Compile compile(JsonNode config) {
        Optimizer optimizer = Golden.read(reader.optimizer(config.path("optimizer")));
        Loss loss = Golden.read(reader.loss(config.path("loss")));
        return new Compile(optimizer, loss, metrics(config.path("metrics")), metrics(config.path("weighted_metrics")));
    }

    private List<Metric> metrics(JsonNode list) {
        return list.valueStream()
                .map(metric -> Golden.read(reader.metric(metric)))
                .toList();
    }

    private static Rows rows(JsonNode inputs) {
        double[] y = Golden.values(inputs.path("y"));
        double[] weights = inputs.path("sample_weight").isObject() ? Golden.values(inputs.path("sample_weight")) : null;
        if (inputs.path("class_weight").isObject()) {
            List<Double> byClass = new ArrayList<>();
            for (double label : y) {
                byClass.add(inputs.path("class_weight")
                        .path(String.valueOf((int) label))
                        .asDouble(1));
            }
            weights = byClass.stream().mapToDouble(Double::doubleValue).toArray();
        }
        return new Rows(
                Golden.values(inputs.path("x")),
                y,
                weights,
                Golden.shape(inputs.path("x")),
                Golden.shape(inputs.path("y")));
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
