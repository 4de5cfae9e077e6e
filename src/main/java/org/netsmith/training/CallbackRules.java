package org.netsmith.training;

import java.util.List;
import java.util.Set;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.fit.Callback.LearningRateScheduler;
import org.netsmith.engine.fit.Callback.ModelCheckpoint;
import org.netsmith.engine.fit.Callback.Monitoring;
import org.netsmith.engine.fit.Callback.ReduceLROnPlateau;
import org.netsmith.engine.fit.Callback.SwapEMAWeights;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;

/**
 * Whether callbacks can do what they are for in a job.
 *
 * @param keys of the history
 * @param validated whether rows are held out
 */
record CallbackRules(Set<String> keys, boolean validated, Optimizer optimizer, Violations violations) {

    private static final String RATE = "learning_rate";

    void check(List<Callback> callbacks) {
        for (int i = 0; i < callbacks.size(); i++) {
            String pointer = "/fit/callbacks/" + i;
            if (callbacks.get(i) instanceof Monitoring monitoring && monitors(monitoring)) {
                monitors(pointer + "/config/", monitoring, callbacks.subList(0, i));
            }
            switch (callbacks.get(i)) {
                case ReduceLROnPlateau _, LearningRateScheduler _ -> setsRate(pointer);
                case SwapEMAWeights _ -> averages(pointer);
                case ModelCheckpoint rule -> oneBest(pointer, rule, callbacks.subList(0, i));
                case Callback.EarlyStopping _, Callback.TerminateOnNaN _ -> {}
            }
        }
    }

    /** One that keeps every epoch does so without the value that it would watch by default. */
    private static boolean monitors(Monitoring callback) {
        return !(callback instanceof ModelCheckpoint rule
                && !rule.saveBestOnly()
                && rule.monitor().equals("val_loss"));
    }

    private void monitors(String pointer, Monitoring callback, List<Callback> before) {
        if (callback.monitor().equals(RATE) && before.stream().anyMatch(CallbackRules::reportsRate)) {
            directionOfRate(pointer + "mode", callback.mode());
        } else {
            monitors(pointer + "monitor", callback.monitor());
        }
    }

    private static boolean reportsRate(Callback callback) {
        return callback instanceof ReduceLROnPlateau || callback instanceof LearningRateScheduler;
    }

    private void directionOfRate(String pointer, String mode) {
        if (mode.equals("auto")) {
            violations.add(
                    pointer, "auto cannot tell whether the learning rate is to rise or to fall; expected min or max");
        }
    }

    /** A job keeps one best, so two callbacks must agree on what that is. */
    private void oneBest(String pointer, ModelCheckpoint rule, List<Callback> before) {
        before.stream()
                .filter(ModelCheckpoint.class::isInstance)
                .map(ModelCheckpoint.class::cast)
                .filter(other ->
                        !other.monitor().equals(rule.monitor()) || !other.mode().equals(rule.mode()))
                .findFirst()
                .ifPresent(other -> violations.add(
                        pointer,
                        ("a job keeps one best checkpoint, and another ModelCheckpoint measures it by %s %s; expected"
                                        + " the same, received %s %s")
                                .formatted(other.mode(), other.monitor(), rule.mode(), rule.monitor())));
    }

    private void monitors(String pointer, String monitor) {
        if (!keys.contains(monitor)) {
            violations.add(
                    pointer,
                    "the history has no \"%s\"; expected one of %s%s"
                            .formatted(
                                    monitor,
                                    String.join(", ", keys),
                                    !validated && monitor.startsWith("val_")
                                            ? "; hold out rows with validation to have val_ values"
                                            : ""));
        }
    }

    private void setsRate(String pointer) {
        if (optimizer.learningRate() instanceof Schedule) {
            violations.add(
                    pointer,
                    "the optimizer's learning rate follows a schedule, so no callback can set it; give the optimizer a"
                            + " number, or leave the callback out");
        }
    }

    private void averages(String pointer) {
        if (!optimizer.common().useEma()) {
            violations.add(pointer, "there are no averages to swap; set use_ema to true in the optimizer");
        }
    }
}
