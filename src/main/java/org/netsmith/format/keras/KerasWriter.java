package org.netsmith.format.keras;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import org.netsmith.format.keras.KerasReader.HeadConfig;
import org.netsmith.format.keras.KerasReader.Model;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes definitions in the Keras 3 dialect, every default spelt out, so that Keras' {@code model_from_json} loads
 * them. What Keras has no words for (posted formulas, functions with arguments that are no Keras layer) is written in
 * ours.
 */
public final class KerasWriter {

    private static final Family<Callback> CALLBACKS = Family.of(Callback.class);

    private final KindWriter kinds = new KindWriter();

    /** A model that is not compiled. */
    public JsonNode model(NetworkDefinition definition) {
        return model(new Model(definition, Optional.empty()));
    }

    /** A model with its {@code compile_config}, {@code {}} where it is not compiled. */
    public JsonNode model(Model model) {
        ObjectNode written = new ModelWriter(model.definition()).write();
        written.set(
                "compile_config",
                model.compile()
                        .map(config -> compile(config, model.definition()))
                        .orElseGet(JsonNodeFactory.instance::objectNode));
        return written;
    }

    public JsonNode optimizer(Optimizer optimizer) {
        return named(kinds.write((Record) optimizer, CompileReader.OPTIMIZERS, "keras.optimizers"));
    }

    /** A loss object; {@code "crossentropy"}, which Keras resolves by the output, stays a string. */
    public JsonNode loss(Loss loss) {
        return loss instanceof Loss.Unresolved unresolved
                ? JsonNodeFactory.instance.stringNode(unresolved.name())
                : named(kinds.write((Record) loss, CompileReader.LOSSES, "keras.losses"));
    }

    /** A metric object; {@code "accuracy"}, which Keras resolves by the output, stays a string. */
    public JsonNode metric(Metric metric) {
        return metric instanceof Metric.Unresolved unresolved
                ? JsonNodeFactory.instance.stringNode(unresolved.name())
                : kinds.write((Record) metric, MetricReader.FAMILY, "keras.metrics");
    }

    public JsonNode callback(Callback callback) {
        return kinds.write((Record) callback, CALLBACKS, "keras.callbacks");
    }

    /** An argument as it stands in a config: {@code "relu"}, {@code 0.5}, {@code {"class_name": "Zeros", …}}. */
    public JsonNode argument(@Nullable Object value) {
        return kinds.value(value);
    }

    private ObjectNode compile(CompileConfig config, NetworkDefinition definition) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        config.optimizer().ifPresent(optimizer -> written.set("optimizer", optimizer(optimizer)));
        if (config.heads().stream().anyMatch(head -> head.loss().isPresent())) {
            perOutput(written, "loss", config, definition, this::loss);
        }
        boolean weighs = config.heads().stream().anyMatch(head -> head.lossWeight() != 1);
        perOutput(written, "loss_weights", config, definition, head -> lossWeight(head, weighs));
        perOutput(written, "metrics", config, definition, head -> metrics(head.metrics()));
        perOutput(written, "weighted_metrics", config, definition, head -> metrics(head.weightedMetrics()));
        return written.put("run_eagerly", false).put("steps_per_execution", 1).put("jit_compile", false);
    }

    /**
     * One value for the only output, else an object by output name, or a list where names do not tell them apart; null
     * where every output has none.
     */
    private static void perOutput(
            ObjectNode written,
            String key,
            CompileConfig config,
            NetworkDefinition definition,
            Function<HeadConfig, JsonNode> value) {
        List<JsonNode> values = config.heads().stream().map(value).toList();
        if (values.stream().allMatch(JsonNode::isNull)) {
            written.putNull(key);
        } else if (values.size() == 1) {
            written.set(key, values.getFirst());
        } else if (names(definition).distinct().count() < values.size()) {
            written.putArray(key).addAll(values);
        } else {
            ObjectNode byName = written.putObject(key);
            List<String> names = names(definition).toList();
            for (int i = 0; i < values.size(); i++) {
                byName.set(names.get(i), values.get(i));
            }
        }
    }

    private static Stream<String> names(NetworkDefinition definition) {
        return definition.outputs().stream().map(NetworkDefinition.Source::name);
    }

    private JsonNode loss(HeadConfig head) {
        return head.loss().map(this::loss).orElseGet(JsonNodeFactory.instance::nullNode);
    }

    private static JsonNode lossWeight(HeadConfig head, boolean given) {
        return given ? JsonNodeFactory.instance.numberNode(head.lossWeight()) : JsonNodeFactory.instance.nullNode();
    }

    private JsonNode metrics(List<Metric> metrics) {
        ArrayNode written = JsonNodeFactory.instance.arrayNode();
        metrics.forEach(metric -> written.add(metric(metric)));
        return written.isEmpty() ? JsonNodeFactory.instance.nullNode() : written;
    }

    /** Puts the name in front that Keras gives an object without one: its class name in snake_case. */
    private static ObjectNode named(ObjectNode written) {
        ObjectNode config = JsonNodeFactory.instance.objectNode();
        config.put("name", Names.snakeCase(written.get("class_name").stringValue()));
        config.setAll((ObjectNode) written.get("config"));
        written.set("config", config);
        return written;
    }
}
