package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.fit.Fit;
import org.netsmith.worker.TaskContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Tells the server how training goes. */
final class TrainingReport implements Fit.Listener {

    /**
     * What an epoch came to.
     *
     * @param epoch from 0, as in Keras' History
     * @param metrics null where a metric is not a finite number, a list where it has several values
     * @param seconds of the training part alone
     * @param fold from 1, null for the training that makes the model
     */
    record Epoch(
            int epoch,
            JsonNode metrics,
            double seconds,
            double samplesPerSecond,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer fold) {}

    /**
     * Where training is: {@code step} of {@code steps} of this epoch are done.
     *
     * @param epochs where counting of epochs ends
     * @param fold from 1, null for the training that makes the model
     */
    record Progress(
            int epoch,
            int epochs,
            int step,
            int steps,
            @Nullable Double samplesPerSecond,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Integer fold) {}

    private final TaskContext context;
    private final int firstEpoch;
    private final int epochs;
    private final @Nullable Integer fold;
    private final int steps;
    private final CheckpointFiles checkpoints;
    private Map<String, double[]> several = Map.of();

    /** @param fold 0 for the training that makes the model */
    TrainingReport(TaskContext context, long rows, TrainingPlan.Loop loop, int fold, CheckpointFiles checkpoints) {
        this.context = context;
        this.firstEpoch = loop.initialEpoch();
        this.epochs = loop.epochs();
        this.steps = loop.steps(rows);
        this.fold = fold == 0 ? null : fold;
        this.checkpoints = checkpoints;
    }

    /** Says what the encoders have learnt, of folds none, and how many steps an epoch will have. */
    void start(Encoders encoders) {
        if (fold == null) {
            context.report("encoders", encoders);
        }
        context.report("progress", new Progress(firstEpoch, epochs, 0, steps, null, fold));
    }

    @Override
    public void values(Map<String, double[]> values) {
        several = values;
    }

    @Override
    public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
        context.report("epoch", new Epoch(epoch, json(metrics, several), seconds, samplesPerSecond, fold));
    }

    @Override
    public void progress(int epoch, int step, int steps, double samplesPerSecond) {
        context.report("progress", new Progress(epoch, epochs, step, steps, samplesPerSecond, fold));
    }

    @Override
    public void checkpoint(int epoch, Map<String, Double> metrics, boolean best) {
        context.report("checkpoint", checkpoints.write(epoch, json(metrics, several), best));
    }

    @Override
    public boolean cancelled() {
        return context.cancelled();
    }

    private static ObjectNode json(Map<String, Double> metrics, Map<String, double[]> several) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        metrics.forEach(
                (name, value) -> json.set(name, several.containsKey(name) ? list(several.get(name)) : number(value)));
        return json;
    }

    private static JsonNode list(double[] values) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        Arrays.stream(values).forEach(value -> list.add(number(value)));
        return list;
    }

    private static JsonNode number(double value) {
        JsonNodeFactory json = JsonNodeFactory.instance;
        return Double.isFinite(value) ? json.numberNode(value) : json.nullNode();
    }
}
