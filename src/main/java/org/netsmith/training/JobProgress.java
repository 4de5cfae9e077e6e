package org.netsmith.training;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.netsmith.training.JobEvent.Draft;
import org.netsmith.training.TrainingPlan.Monitor;
import org.netsmith.worker.Workers.Message;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Turns what a worker says during one attempt into events, progress, metrics and the best epoch. For one thread. */
final class JobProgress {

    /** Progress within epochs is shown live by the job itself; as stored events once a second is enough. */
    private static final Duration BETWEEN_PROGRESS_EVENTS = Duration.ofSeconds(1);

    private final Monitor monitor;
    private final int epochs;
    private final int folds;
    private final InstantSource clock;
    private @Nullable Instant firstMessage;
    private double doneAtFirst;
    private int steps;
    private @Nullable Instant lastProgressEvent;
    private @Nullable ObjectNode progress;
    private @Nullable ObjectNode best;
    private @Nullable Double bestValue;

    /** @param folds how often a network is trained before that of the model, 0 without cross-validation */
    JobProgress(Monitor monitor, int epochs, int folds, InstantSource clock) {
        this.monitor = monitor;
        this.epochs = epochs;
        this.folds = folds;
        this.clock = clock;
    }

    /** What is to be stored of these messages. */
    Reported report(List<Message> messages) {
        List<Draft> events = new ArrayList<>();
        List<KeptWeights> weights = new ArrayList<>();
        JsonNode metrics = null;
        JsonNode encoders = null;
        for (Message message : messages) {
            switch (message.type()) {
                case "epoch" -> {
                    metrics = epoch(message.data());
                    events.add(new Draft("epoch", message.data()));
                }
                case "progress" -> step(message.data(), events);
                case "fold" -> events.add(new Draft("fold", message.data()));
                case "encoders" -> encoders = message.data();
                case "checkpoint" -> weights.add(KeptWeights.of(message.data()));
                case "warning" -> events.add(new Draft("warning", message.data()));
                default -> throw new IllegalArgumentException("a training task does not say '" + message.type() + "'");
            }
        }
        return messages.isEmpty() ? Reported.NOTHING : new Reported(events, progress, metrics, best, encoders, weights);
    }

    /** The progress of training that has ended, after as many epochs as were needed. */
    JsonNode finished() {
        ObjectNode node = progress == null ? JsonNodeFactory.instance.objectNode() : progress;
        return node.put("eta_seconds", 0.0);
    }

    @Nullable
    JsonNode best() {
        return best;
    }

    private JsonNode epoch(JsonNode data) {
        int epoch = data.path("epoch").asInt();
        advance(data, epoch, steps);
        JsonNode metrics = data.path("metrics");
        if (data.path("fold").isInt()) {
            return metrics;
        }
        OptionalDouble value = monitored(metrics.path(monitor.key()));
        if (value.isPresent() && (bestValue == null || monitor.better(value.getAsDouble(), bestValue))) {
            bestValue = value.getAsDouble();
            best = JsonNodeFactory.instance.objectNode().put("epoch", epoch);
            best.set("metrics", metrics);
        }
        return metrics;
    }

    /** Of several values their mean; nothing where one of them is no finite number. */
    private static OptionalDouble monitored(JsonNode value) {
        if (value.isNumber()) {
            return OptionalDouble.of(value.asDouble());
        }
        return value.isArray() && value.valueStream().allMatch(JsonNode::isNumber)
                ? value.valueStream().mapToDouble(JsonNode::asDouble).average()
                : OptionalDouble.empty();
    }

    private void step(JsonNode data, List<Draft> events) {
        steps = data.path("steps").asInt();
        advance(data, data.path("epoch").asInt(), data.path("step").asInt());
        Instant now = clock.instant();
        if (lastProgressEvent == null || !now.isBefore(lastProgressEvent.plus(BETWEEN_PROGRESS_EVENTS))) {
            lastProgressEvent = now;
            events.add(new Draft("progress", progress));
        }
    }

    private void advance(JsonNode data, int epoch, int step) {
        int before = data.path("fold").asInt(folds + 1) - 1;
        double done = before * epochs + epoch + (steps == 0 ? 1 : (double) step / steps);
        if (firstMessage == null) {
            firstMessage = clock.instant();
            doneAtFirst = done;
        }
        progress = JsonNodeFactory.instance.objectNode();
        int end = data.path("epochs").asInt(epochs);
        progress.put("epoch", epoch + 1).put("epochs", end).put("step", step).put("steps", steps);
        if (folds > 0) {
            progress.set("fold", data.path("fold").isInt() ? data.path("fold") : progress.nullNode());
            progress.put("folds", folds);
        }
        progress.set("samples_per_second", data.path("samples_per_second"));
        int all = folds * epochs + (before == folds ? end : epochs);
        progress.put("eta_seconds", remainingSeconds(done, all));
    }

    /** @param end where {@code done} is going; folds to come are taken to need every epoch */
    private @Nullable Double remainingSeconds(double done, double end) {
        if (done <= doneAtFirst) {
            return null;
        }
        double seconds = Duration.between(firstMessage, clock.instant()).toNanos() / 1e9;
        return seconds * (end - done) / (done - doneAtFirst);
    }
}
