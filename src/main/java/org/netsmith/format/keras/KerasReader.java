package org.netsmith.format.keras;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.netsmith.engine.Finding;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.engine.optimizer.Optimizer;
import tools.jackson.databind.JsonNode;

/**
 * Reads every dialect of Keras' JSON into definitions. Never throws for content: all errors come back at once. Class
 * names and modules in the JSON are compared with the names of our kinds and never looked up.
 *
 * <p>Unknown keys of layers are warnings. Keys that Keras gives a meaning which is not supported yet are errors unless
 * they stand at the value at which they do nothing; so nothing that would change the result is ever silently ignored.
 */
public final class KerasReader {

    private static final Family<Callback> CALLBACKS = Family.of(Callback.class);

    /**
     * What was read. {@code value} is empty exactly where {@code errors} is not. Pointers are relative to the node that
     * was read.
     */
    public record Reading<T>(Optional<T> value, List<Finding> errors, List<Finding> warnings) {}

    /**
     * {@code compile_config} or {@code training_config}, as far as given.
     *
     * @param heads one for each output
     */
    public record CompileConfig(Optional<Optimizer> optimizer, List<HeadConfig> heads) {

        public CompileConfig {
            heads = List.copyOf(heads);
        }

        /** Of a model with one output. */
        public CompileConfig(Optional<Optimizer> optimizer, Optional<Loss> loss, List<Metric> metrics) {
            this(optimizer, List.of(new HeadConfig(loss, 1, metrics, List.of())));
        }

        /** The loss of the only output. */
        public Optional<Loss> loss() {
            return heads.getFirst().loss();
        }

        /** The metrics of the only output. */
        public List<Metric> metrics() {
            return heads.getFirst().metrics();
        }
    }

    /** What one output is measured by, as far as given. */
    public record HeadConfig(
            Optional<Loss> loss, double lossWeight, List<Metric> metrics, List<Metric> weightedMetrics) {

        public HeadConfig {
            metrics = List.copyOf(metrics);
            weightedMetrics = List.copyOf(weightedMetrics);
        }
    }

    /**
     * What an argument of {@code compile} says of one output.
     *
     * @param pointer where it stands in the argument
     * @param node missing where nothing is said
     */
    public record Argument(String pointer, JsonNode node) {

        private static Argument of(Place place) {
            return new Argument(place.pointer(), place.node());
        }
    }

    public record Model(NetworkDefinition definition, Optional<CompileConfig> compile) {}

    /**
     * A definition: Keras 3, tf.keras 2, hybrid, {@code modelTopology} wrapper, short form; an object or a string that
     * holds one.
     */
    public Reading<Model> model(JsonNode definition) {
        return reading(
                definition,
                place -> Dialect.of(place).flatMap(dialect -> {
                    Optional<NetworkDefinition> network = new ModelReader(dialect.legacy()).read(dialect.model());
                    List<String> outputs = network.stream()
                            .flatMap(read -> read.outputs().stream())
                            .map(Source::name)
                            .toList();
                    Optional<CompileConfig> compile = new CompileReader().read(dialect.compile(), outputs);
                    return network.map(read -> new Model(read, compile));
                }));
    }

    /**
     * How many layers a definition has, models within it taken apart and inputs left out; so that one that is too large
     * is refused before it is read. Of what is no definition, 0.
     */
    public long layers(JsonNode definition) {
        return Dialect.of(Place.of(definition, new Findings()))
                .map(dialect -> LayerCount.in(dialect.model().node()))
                .orElse(0L);
    }

    /**
     * Where the layers of a definition that can be read stand in it, by the names that {@link #model} gives them; so
     * that what is found out later can be said at the right place.
     */
    public Map<String, String> places(JsonNode definition) {
        return Dialect.of(Place.of(definition, new Findings()))
                .map(dialect -> new ModelReader(dialect.legacy()).places(dialect.model()))
                .orElseGet(Map::of);
    }

    /** {@code "adam"} or {@code {"class_name": "Adam", "config": {…}}}. */
    public Reading<Optimizer> optimizer(JsonNode node) {
        return reading(node, new CompileReader()::optimizer);
    }

    /** {@code "mse"} or {@code {"class_name": "MeanSquaredError", "config": {…}}}. */
    public Reading<Loss> loss(JsonNode node) {
        return reading(node, new CompileReader()::loss);
    }

    /** {@code "accuracy"} or {@code {"class_name": "BinaryAccuracy", "config": {…}}}. */
    public Reading<Metric> metric(JsonNode node) {
        return reading(node, new MetricReader()::read);
    }

    /**
     * An argument of {@code compile} taken apart: an object by the names of the outputs, a list in their order, or one
     * value for all of them.
     *
     * @param outputs the names of the network's outputs; empty where the network could not be read
     */
    public Reading<List<Argument>> perOutput(JsonNode argument, List<String> outputs) {
        return reading(
                argument,
                place -> Optional.of(new PerOutput(outputs)
                        .each(place).stream().map(Argument::of).toList()));
    }

    /** Metrics of {@code compile} taken apart: as other arguments, but a plain list belongs to the only output. */
    public Reading<List<List<Argument>>> metricsPerOutput(JsonNode metrics, List<String> outputs) {
        return reading(
                metrics,
                place -> Optional.of(new PerOutput(outputs)
                        .lists(place).stream()
                                .map(list -> CompileReader.flat(list)
                                        .map(Argument::of)
                                        .toList())
                                .toList()));
    }

    /** {@code {"class_name": "EarlyStopping", "config": {…}}}. */
    public Reading<Callback> callback(JsonNode node) {
        return reading(node, place -> new KindReader(false).read(place, CALLBACKS));
    }

    private static <T> Reading<T> reading(JsonNode node, Function<Place, Optional<T>> read) {
        Findings findings = new Findings();
        return findings.reading(read.apply(Place.of(node, findings)));
    }
}
