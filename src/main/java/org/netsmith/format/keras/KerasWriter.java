package org.netsmith.format.keras;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader.CompileConfig;
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
        ObjectNode written = new ModelWriter().write(model.definition());
        written.set(
                "compile_config", model.compile().map(this::compile).orElseGet(JsonNodeFactory.instance::objectNode));
        return written;
    }

    public JsonNode optimizer(Optimizer optimizer) {
        return named(kinds.write((Record) optimizer, CompileReader.OPTIMIZERS, "keras.optimizers"));
    }

    public JsonNode loss(Loss loss) {
        return named(kinds.write((Record) loss, CompileReader.LOSSES, "keras.losses"));
    }

    /** A metric object; {@code "accuracy"}, which Keras resolves by the output, stays a string. */
    public JsonNode metric(Metric metric) {
        return metric instanceof Metric.Accuracy accuracy
                ? JsonNodeFactory.instance.stringNode(accuracy.name())
                : kinds.write((Record) metric, MetricReader.FAMILY, "keras.metrics");
    }

    public JsonNode callback(Callback callback) {
        return kinds.write((Record) callback, CALLBACKS, "keras.callbacks");
    }

    /** An argument as it stands in a config: {@code "relu"}, {@code 0.5}, {@code {"class_name": "Zeros", …}}. */
    public JsonNode argument(@Nullable Object value) {
        return kinds.value(value);
    }

    private ObjectNode compile(CompileConfig config) {
        ObjectNode written = JsonNodeFactory.instance.objectNode();
        config.optimizer().ifPresent(optimizer -> written.set("optimizer", optimizer(optimizer)));
        config.loss().ifPresent(loss -> written.set("loss", loss(loss)));
        written.putNull("loss_weights");
        ArrayNode metrics = written.putArray("metrics");
        config.metrics().forEach(metric -> metrics.add(metric(metric)));
        written.putNull("weighted_metrics");
        return written.put("run_eagerly", false).put("steps_per_execution", 1).put("jit_compile", false);
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
