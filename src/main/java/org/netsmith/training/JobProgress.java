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
    private final InstantSource clock;
    private @Nullable Instant firstMessage;
    private double doneAtFirst;
    private int steps;
    private @Nullable Instant lastProgressEvent;
    private @Nullable ObjectNode progress;
    private @Nullable ObjectNode best;
    private @Nullable Double bestValue;

    JobProgress(Monitor monitor, int epochs, InstantSource clock) {
        this.monitor = monitor;
        this.epochs = epochs;
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
                case "encoders" -> encoders = message.data();
                case "checkpoint" -> weights.add(KeptWeights.of(message.data()));
                case "warning" -> events.add(new Draft("warning", message.data()));
                default -> throw new IllegalArgumentException("a training task does not say '" + message.type() + "'");
            }
        }
        return messages.isEmpty()
                ? Reported.NOTHING
                : new Reported(events, progress, metrics, best, encoders, weights);
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
        advance(epoch, steps, data.path("samples_per_second"));
        JsonNode metrics = data.path("metrics");
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
        advance(data.path("epoch").asInt(), data.path("step").asInt(), data.path("samples_per_second"));
        Instant now = clock.instant();
        if (lastProgressEvent == null || !now.isBefore(lastProgressEvent.plus(BETWEEN_PROGRESS_EVENTS))) {
            lastProgressEvent = now;
            events.add(new Draft("progress", progress));
        }
    }

    private void advance(int epoch, int step, JsonNode samplesPerSecond) {
        double done = epoch + (steps == 0 ? 1 : (double) step / steps);
        if (firstMessage == null) {
            firstMessage = clock.instant();
            doneAtFirst = done;
        }
        progress = JsonNodeFactory.instance.objectNode();
        progress.put("epoch", epoch + 1).put("epochs", epochs).put("step", step).put("steps", steps);
        progress.set("samples_per_second", samplesPerSecond);
        progress.put("eta_seconds", remainingSeconds(done));
    }

    private @Nullable Double remainingSeconds(double done) {
        if (done <= doneAtFirst) {
            return null;
        }
        double seconds = Duration.between(firstMessage, clock.instant()).toNanos() / 1e9;
        return seconds * (epochs - done) / (done - doneAtFirst);
    }
}
