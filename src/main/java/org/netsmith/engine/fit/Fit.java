package org.netsmith.engine.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.optimizer.Optimizer;

/**
 * Training as Keras' {@code fit} does it: the partial last batch is kept, training metrics are running values, the
 * loss of an epoch is the mean over rows, validation follows each epoch.
 *
 * @see <a href="https://keras.io/api/models/model_training_apis/">Keras: fit</a>
 */
public final class Fit {

    /** Keras' {@code compile}. Weighted metrics count rows by their sample weight, metrics count every row 1. */
    public record Compile(Optimizer optimizer, Loss loss, List<Metric> metrics, List<Metric> weightedMetrics) {

        public Compile(Optimizer optimizer, Loss loss, List<Metric> metrics) {
            this(optimizer, loss, metrics, List.of());
        }
    }

    /**
     * Keras' arguments of {@code fit} that concern the loop. Validation splits and class weights are worked out by
     * the caller: they come as separate examples and as sample weights.
     */
    public record Options(int epochs, int batchSize, boolean shuffle, List<Callback> callbacks, long seed) {}

    /**
     * Turns standardised targets back before metrics see them: {@code value·scale + offset}. The loss stays as
     * trained.
     */
    public record TargetScale(double scale, double offset) {

        public static final TargetScale NONE = new TargetScale(1, 0);
    }

    /** Told after each epoch and, now and then, within one. */
    public interface Listener {

        /** @param metrics loss, metrics, then those of the validation rows with {@code val_} in front */
        void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond);

        /** Called at most some ten times a second. */
        void progress(int epoch, int step, int steps, double samplesPerSecond);

        /** Asked before each step; training ends where this is true. */
        boolean cancelled();
    }

    /**
     * What training leaves behind.
     *
     * @param history Keras' {@code History.history}
     * @param bestEpoch counted from 0, where an EarlyStopping brought back the best weights
     * @param finalMetrics what was reported for the epoch that the network's weights are from
     */
    public record Result(
            Map<String, List<Double>> history,
            int epochsRun,
            @Nullable Integer bestEpoch,
            Map<String, Double> finalMetrics,
            boolean cancelled) {}

    /** Trains the network in place. Throws {@link DivergedException} where the loss is no longer finite. */
    public Result run(
            Network network,
            Compile compile,
            Options options,
            Examples training,
            @Nullable Examples validation,
            TargetScale scale,
            Listener listener) {
        return new TrainingLoop(network, compile, options, training, validation, scale, listener).run();
    }

    /** Loss and metrics over the examples, as Keras' {@code evaluate} reports them. */
    public Map<String, Double> evaluate(
            Network network, Compile compile, Examples examples, int batchSize, TargetScale scale) {
        return new LinkedHashMap<>(new Evaluation(network, compile, examples, batchSize, scale).run(""));
    }
}
