package org.netsmith.training;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Fit;
import org.netsmith.worker.TaskContext;

/** Tells the server how training goes. */
final class TrainingReport implements Fit.Listener {

    /**
     * What an epoch came to.
     *
     * @param epoch from 0, as in Keras' History
     * @param metrics null where a metric is not a finite number
     * @param seconds of the training part alone
     */
    record Epoch(int epoch, Map<String, @Nullable Double> metrics, double seconds, double samplesPerSecond) {}

    /** Where training is: {@code step} of {@code steps} of this epoch are done. */
    record Progress(
            int epoch, int step, int steps, @Nullable Double samplesPerSecond) {}

    private final TaskContext context;
    private final int steps;

    TrainingReport(TaskContext context, long rows, TrainingPlan plan) {
        this.context = context;
        this.steps = Math.toIntExact(Math.ceilDiv(rows, plan.batchSize()));
    }

    /** Says how many steps an epoch will have. */
    void start() {
        context.report("progress", new Progress(0, 0, steps, null));
    }

    @Override
    public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
        Map<String, @Nullable Double> finite = new LinkedHashMap<>();
        metrics.forEach((name, value) -> finite.put(name, Double.isFinite(value) ? value : null));
        context.report("epoch", new Epoch(epoch, finite, seconds, samplesPerSecond));
    }

    @Override
    public void progress(int epoch, int step, int steps, double samplesPerSecond) {
        context.report("progress", new Progress(epoch, step, steps, samplesPerSecond));
    }

    @Override
    public boolean cancelled() {
        return context.cancelled();
    }
}
