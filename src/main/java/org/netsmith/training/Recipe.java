package org.netsmith.training;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.format.keras.KerasReader;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;

/** The Keras objects of a plan, read. They were checked at submission, so reading them cannot fail. */
record Recipe(NetworkDefinition network, Fit.Compile compile, List<Callback> callbacks) {

    static Recipe of(TrainingPlan plan) {
        KerasReader keras = new KerasReader();
        TrainingPlan.Objective objective = plan.objective();
        return new Recipe(
                value(keras.model(plan.network())).definition(),
                new Fit.Compile(
                        value(keras.optimizer(objective.optimizer())),
                        objective.heads().stream()
                                .map(head -> head(keras, head))
                                .toList()),
                plan.callbacks().stream()
                        .map(callback -> value(keras.callback(callback)))
                        .toList());
    }

    private static Fit.Head head(KerasReader keras, TrainingPlan.Head head) {
        return new Fit.Head(
                head.output(),
                value(keras.loss(head.loss())),
                head.lossWeight(),
                metrics(keras, head.metrics()),
                metrics(keras, head.weightedMetrics()));
    }

    /** The same for one fold, whose weights are not kept. */
    Recipe ofFold() {
        return with(callback -> !(callback instanceof Callback.ModelCheckpoint));
    }

    /** The same without rows held out: what watches their values has nothing to do. */
    Recipe unvalidated() {
        return with(callback -> !(callback instanceof Callback.Monitoring rule
                && rule.monitor().startsWith("val_")
                && !(rule instanceof Callback.ModelCheckpoint checkpoint && !checkpoint.saveBestOnly())));
    }

    private Recipe with(Predicate<Callback> kept) {
        return new Recipe(network, compile, callbacks.stream().filter(kept).toList());
    }

    private static List<Metric> metrics(KerasReader keras, List<JsonNode> metrics) {
        return metrics.stream().map(metric -> value(keras.metric(metric))).toList();
    }

    /** Whether the loss compares probabilities with one-hot rows instead of class numbers. */
    static boolean oneHotTarget(Loss loss) {
        return loss.target() == Loss.Target.DISTRIBUTION;
    }

    private static <T> T value(Reading<T> reading) {
        Optional<T> value = reading.value();
        return value.orElseThrow(
                () -> new IllegalStateException("a resolved plan cannot be read: " + reading.errors()));
    }
}
