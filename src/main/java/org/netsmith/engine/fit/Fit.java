package org.netsmith.engine.fit;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.optimizer.Optimizer;

/**
 * Training as Keras' {@code fit} does it: the partial last batch is kept, training metrics are running values, the
 * loss of an epoch is the mean over rows with all regularisation in it, validation follows the epochs it is asked for.
 *
 * @see <a href="https://keras.io/api/models/model_training_apis/">Keras: fit</a>
 */
public final class Fit {

    /**
     * Keras' {@code compile}.
     *
     * @param heads one for each output of the network
     */
    public record Compile(Optimizer optimizer, List<Head> heads) {

        public Compile {
            heads = List.copyOf(heads);
        }

        public Compile(Optimizer optimizer, Loss loss, List<Metric> metrics) {
            this(optimizer, loss, metrics, List.of());
        }

        /** For a network with one output. */
        public Compile(Optimizer optimizer, Loss loss, List<Metric> metrics, List<Metric> weightedMetrics) {
            this(optimizer, List.of(new Head("", loss, 1, metrics, weightedMetrics)));
        }

        /** The loss of the only output. */
        public Loss loss() {
            return heads.getFirst().loss();
        }

        /** What stands in front of an output's keys in the history: its name where there are several outputs. */
        String prefix(int output) {
            return heads.size() == 1 ? "" : heads.get(output).output() + "_";
        }

        /** The metrics of an output under their keys in the history, in its order. */
        List<Reported> reported(int output) {
            return heads.get(output).reported(prefix(output));
        }

        private Stream<Reported> reported() {
            return IntStream.range(0, heads.size()).boxed().flatMap(output -> reported(output).stream());
        }

        /** The keys of the history, without those of the validation rows. */
        public Set<String> keys() {
            Set<String> keys = new LinkedHashSet<>(Set.of("loss"));
            for (int i = 0; i < heads.size(); i++) {
                keys.add(prefix(i) + "loss");
            }
            reported().map(Reported::key).forEach(keys::add);
            return keys;
        }

        /** Whether what a callback watches is to rise: its mode says so, else the kind of the metric. */
        public boolean higherIsBetter(Callback.Monitoring rule) {
            return switch (rule.mode()) {
                case "min" -> false;
                case "max" -> true;
                default -> higherIsBetter(rule.monitor());
            };
        }

        /** Whether more is better of a key, {@code val_} in front or not; of losses and of what is no key less is. */
        private boolean higherIsBetter(String key) {
            return reported()
                    .filter(reported -> key.equals(reported.key()) || key.equals("val_" + reported.key()))
                    .anyMatch(reported -> reported.metric().higherIsBetter());
        }
    }

    /** A metric under its key in the history; a weighted one counts rows by their sample weight. */
    record Reported(String key, Metric metric, boolean weighted) {}

    /**
     * What one output is measured by. Weighted metrics count rows by their sample weight, metrics count every row 1.
     *
     * @param output its name, which stands in front of its keys in the history where there are several outputs
     * @param weight what its loss counts in the whole
     */
    public record Head(String output, Loss loss, double weight, List<Metric> metrics, List<Metric> weightedMetrics) {

        public Head {
            metrics = List.copyOf(metrics);
            weightedMetrics = List.copyOf(weightedMetrics);
        }

        private List<Reported> reported(String prefix) {
            return Stream.concat(
                            metrics.stream().map(metric -> new Reported(prefix + metric.name(), metric, false)),
                            weightedMetrics.stream()
                                    .map(metric -> new Reported(prefix + weightedKey(metric), metric, true)))
                    .toList();
        }

        /** A weighted metric that stands in both lists is told apart as Keras does. */
        private String weightedKey(Metric metric) {
            boolean twice = metrics.stream().anyMatch(other -> other.name().equals(metric.name()));
            return twice ? "weighted_" + metric.name() : metric.name();
        }
    }

    /**
     * Keras' arguments of {@code fit} that concern the loop. Validation splits and class weights are worked out by
     * the caller: they come as separate examples and as sample weights.
     *
     * @param initialEpoch where counting starts, 0 unless a run is gone on with
     * @param epochs where counting ends
     * @param stepsPerEpoch null for all batches; otherwise the next epoch goes on where this one ended
     */
    public record Options(
            int initialEpoch,
            int epochs,
            int batchSize,
            @Nullable Integer stepsPerEpoch,
            boolean shuffle,
            Validation validation,
            List<Callback> callbacks,
            long seed) {

        /** All batches, validated after every epoch. */
        public Options(int epochs, int batchSize, boolean shuffle, List<Callback> callbacks, long seed) {
            this(0, epochs, batchSize, null, shuffle, Validation.AFTER_EVERY_EPOCH, callbacks, seed);
        }
    }

    /**
     * How and when the validation rows are evaluated.
     *
     * @param batchSize null for that of training
     * @param steps how many batches, null for all
     * @param epochs after which epochs, counted from 1; empty for every {@code frequency}th
     */
    public record Validation(
            @Nullable Integer batchSize, @Nullable Integer steps, int frequency, Set<Integer> epochs) {

        public static final Validation AFTER_EVERY_EPOCH = new Validation(null, null, 1, Set.of());

        boolean isDueAfter(int epoch) {
            return epochs.isEmpty() ? (epoch + 1) % frequency == 0 : epochs.contains(epoch + 1);
        }
    }

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

        /**
         * Told before anything else of an epoch: all values of the metrics that have several, as one for each class, by
         * the keys under which {@link #epoch} has their means.
         */
        default void values(Map<String, double[]> values) {}

        /** Called at most some ten times a second. */
        void progress(int epoch, int step, int steps, double samplesPerSecond);

        /** Asked before each step; training ends where this is true. */
        boolean cancelled();

        /**
         * The network's weights are what a {@link Callback.ModelCheckpoint} wants kept.
         *
         * @param best whether they are the best so far
         */
        default void checkpoint(int epoch, Map<String, Double> metrics, boolean best) {}
    }

    /**
     * What training leaves behind.
     *
     * @param history Keras' {@code History.history}
     * @param bestEpoch counted from 0, where an EarlyStopping brought back the best weights
     * @param finalMetrics what was reported for the epoch that the network's weights are from
     * @param terminated whether a TerminateOnNaN ended training
     */
    public record Result(
            Map<String, List<Double>> history,
            int epochsRun,
            @Nullable Integer bestEpoch,
            Map<String, Double> finalMetrics,
            boolean cancelled,
            boolean terminated) {}

    /**
     * Trains the network in place, as {@link #run(Network, Compile, Options, Examples, Examples, List, Listener)} does,
     * with one scale for the targets of all outputs.
     */
    public Result run(
            Network network,
            Compile compile,
            Options options,
            Examples training,
            @Nullable Examples validation,
            TargetScale scale,
            Listener listener) {
        return run(network, compile, options, training, validation, ofAll(compile, scale), listener);
    }

    /**
     * Trains the network in place. Throws {@link DivergedException} where the loss is no longer finite, unless a {@link
     * Callback.TerminateOnNaN} is to end training quietly.
     *
     * @param scales one for the target of each output
     */
    public Result run(
            Network network,
            Compile compile,
            Options options,
            Examples training,
            @Nullable Examples validation,
            List<TargetScale> scales,
            Listener listener) {
        return new TrainingLoop(network, compile, options, training, validation, scales, listener).run();
    }

    /** Loss and metrics over the examples, with one scale for the targets of all outputs. */
    public Map<String, Double> evaluate(
            Network network, Compile compile, Examples examples, int batchSize, TargetScale scale) {
        return evaluate(network, compile, examples, batchSize, ofAll(compile, scale));
    }

    /**
     * Loss and metrics over the examples, as Keras' {@code evaluate} reports them.
     *
     * @param scales one for the target of each output
     */
    public Map<String, Double> evaluate(
            Network network, Compile compile, Examples examples, int batchSize, List<TargetScale> scales) {
        return new LinkedHashMap<>(new Evaluation(network, compile, examples, batchSize, null, scales).run(""));
    }

    private static List<TargetScale> ofAll(Compile compile, TargetScale scale) {
        return Collections.nCopies(compile.heads().size(), scale);
    }
}
