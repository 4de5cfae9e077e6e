package org.netsmith.engine.metric;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.Shorthand;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.loss.Labels;
import org.netsmith.engine.loss.Loss;

/**
 * What training reports. The record's name is the Keras class name, its components the Keras config; {@code name} is
 * the key in the history: Keras keeps the string the user wrote, else the class name in snake_case. In formulas {@code
 * y} is the target and {@code p} the prediction; a row is one position of all axes but the last.
 *
 * @see <a href="https://keras.io/api/metrics/">Keras: metrics</a>
 */
public sealed interface Metric
        permits Metric.LossMean,
                Metric.Accuracy,
                Metric.BinaryAccuracy,
                Metric.CategoricalAccuracy,
                Metric.SparseCategoricalAccuracy,
                Metric.TopKCategoricalAccuracy,
                Metric.SparseTopKCategoricalAccuracy,
                Metric.Unresolved,
                Metric.RootMeanSquaredError,
                Metric.CosineSimilarity,
                Metric.R2Score,
                Metric.PearsonCorrelation,
                Metric.ConcordanceCorrelation,
                Metric.Mean,
                Metric.Sum,
                ThresholdMetric,
                FScore,
                OverlapMetric {

    String name();

    /** Whether more is better. */
    boolean higherIsBetter();

    /** A fresh accumulator for predictions and targets of these shapes, batch in front. */
    Accumulator accumulator(Shape target, Shape prediction);

    /**
     * The same metric of logits, for a cross-entropy of probabilities: straight behind a sigmoid or softmax it goes
     * back to the logits, as the loss does. Empty for all others.
     */
    default Optional<Metric> ofLogits() {
        return Optional.empty();
    }

    /** The mean of a loss over the rows; less is better. */
    sealed interface LossMean extends Metric {

        /** The loss whose rows are averaged; its reduction counts nothing. */
        Loss loss();

        @Override
        default boolean higherIsBetter() {
            return false;
        }

        @Override
        default Accumulator accumulator(Shape target, Shape prediction) {
            return new MeanLoss(loss(), 1);
        }

        @Override
        default Optional<Metric> ofLogits() {
            return loss() instanceof Loss.Crossentropy crossentropy && !crossentropy.fromLogits()
                    ? Optional.of(new MeanMetricWrapper(name(), crossentropy.ofLogits()))
                    : Optional.empty();
        }
    }

    /** Share of units where target and prediction are the same number. */
    record Accuracy(@Nullable String name) implements Metric {

        public Accuracy {
            name = name == null ? "accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return WeightedMean.ofUnits((y, p) -> y == p ? 1 : 0);
        }
    }

    /**
     * Share of units on the right side of the threshold: target {@code y} equals {@code p > threshold}.
     *
     * @param threshold default 0.5
     */
    record BinaryAccuracy(@Nullable String name, @Nullable Double threshold) implements Metric {

        public BinaryAccuracy {
            name = name == null ? "binary_accuracy" : name;
            threshold = threshold == null ? 0.5 : threshold;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return WeightedMean.ofUnits((y, p) -> y == (p > threshold ? 1.0 : 0.0) ? 1 : 0);
        }
    }

    /** Share of rows whose largest probability is where the target's largest value is; the first of equals counts. */
    record CategoricalAccuracy(@Nullable String name) implements Metric {

        public CategoricalAccuracy {
            name = name == null ? "categorical_accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedMean(ClassHits.argumentOfMaximum(false));
        }
    }

    /** Share of rows whose largest probability is at the target's class number; the first of equals counts. */
    record SparseCategoricalAccuracy(@Nullable String name) implements Metric {

        public SparseCategoricalAccuracy {
            name = name == null ? "sparse_categorical_accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedMean(ClassHits.argumentOfMaximum(true));
        }
    }

    /**
     * Share of rows where fewer than k classes are more probable than the one with the target's largest value.
     *
     * @param k default 5
     */
    record TopKCategoricalAccuracy(
            @Nullable String name, @Nullable @Positive Integer k) implements Metric {

        public TopKCategoricalAccuracy {
            name = name == null ? "top_k_categorical_accuracy" : name;
            k = k == null ? 5 : k;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedMean(ClassHits.top(k, false));
        }
    }

    /**
     * Share of rows where fewer than k classes are more probable than the target's class number.
     *
     * @param k default 5
     * @param fromSortedIds whether predictions are class numbers already, the most probable one first; default false
     */
    record SparseTopKCategoricalAccuracy(
            @Nullable String name,
            @Nullable @Positive Integer k,
            @Nullable Boolean fromSortedIds) implements Metric {

        public SparseTopKCategoricalAccuracy {
            name = name == null ? "sparse_top_k_categorical_accuracy" : name;
            k = k == null ? 5 : k;
            fromSortedIds = fromSortedIds != null && fromSortedIds;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedMean(fromSortedIds ? ClassHits.amongFirst(k) : ClassHits.top(k, true));
        }
    }

    /**
     * {@code "accuracy"} or {@code "acc"} as written: which one it is depends on the output and the target.
     *
     * @param name as it was written
     */
    @Shorthand({"accuracy", "acc"})
    record Unresolved(String name) implements Metric {

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return resolve(target, prediction).accumulator(target, prediction);
        }

        /**
         * As Keras decides: one unit is binary; fewer axes or one number a row are class numbers; else rows are
         * distributions.
         */
        public Metric resolve(Shape target, Shape prediction) {
            return switch (Labels.of(target, prediction)) {
                case BINARY -> new BinaryAccuracy(name, null);
                case CLASS_NUMBERS -> new SparseCategoricalAccuracy(name);
                case ONE_HOT -> new CategoricalAccuracy(name);
            };
        }
    }

    /** {@code mean (y − p)²}. */
    @Aliases({"mse", "MSE"})
    record MeanSquaredError(@Nullable String name) implements LossMean {

        public MeanSquaredError {
            name = name == null ? "mean_squared_error" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.MeanSquaredError(null);
        }
    }

    /** {@code mean |y − p|}. */
    @Aliases({"mae", "MAE"})
    record MeanAbsoluteError(@Nullable String name) implements LossMean {

        public MeanAbsoluteError {
            name = name == null ? "mean_absolute_error" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.MeanAbsoluteError(null);
        }
    }

    /** {@code 100·mean |y − p| / max(|y|, 1e-7)}. */
    @Aliases({"mape", "MAPE"})
    record MeanAbsolutePercentageError(@Nullable String name) implements LossMean {

        public MeanAbsolutePercentageError {
            name = name == null ? "mean_absolute_percentage_error" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.MeanAbsolutePercentageError(null);
        }
    }

    /** {@code mean (log(1 + y) − log(1 + p))²}. */
    @Aliases({"msle", "MSLE"})
    record MeanSquaredLogarithmicError(@Nullable String name) implements LossMean {

        public MeanSquaredLogarithmicError {
            name = name == null ? "mean_squared_logarithmic_error" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.MeanSquaredLogarithmicError(null);
        }
    }

    /** {@code mean log cosh(p − y)}. */
    record LogCoshError(@Nullable String name) implements LossMean {

        public LogCoshError {
            name = name == null ? "logcosh" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.LogCosh(null);
        }
    }

    /** {@code mean p − y·log p}. */
    record Poisson(@Nullable String name) implements LossMean {

        public Poisson {
            name = name == null ? "poisson" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.Poisson(null);
        }
    }

    /** {@code mean max(1 − y·p, 0)} of labels −1 and 1. */
    record Hinge(@Nullable String name) implements LossMean {

        public Hinge {
            name = name == null ? "hinge" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.Hinge(null);
        }
    }

    /** {@code mean max(1 − y·p, 0)²} of labels −1 and 1. */
    record SquaredHinge(@Nullable String name) implements LossMean {

        public SquaredHinge {
            name = name == null ? "squared_hinge" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.SquaredHinge(null);
        }
    }

    /** How far the right class is from leading every other by 1. */
    record CategoricalHinge(@Nullable String name) implements LossMean {

        public CategoricalHinge {
            name = name == null ? "categorical_hinge" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.CategoricalHinge(null);
        }
    }

    /** {@code Σ y·log(y / p)}. */
    record KLDivergence(@Nullable String name) implements LossMean {

        public KLDivergence {
            name = name == null ? "kl_divergence" : name;
        }

        @Override
        public Loss loss() {
            return new Loss.KLDivergence(null);
        }
    }

    /** The loss of the same name. */
    @Aliases({"bce", "BCE"})
    record BinaryCrossentropy(
            @Nullable String name,
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing)
            implements LossMean {

        public BinaryCrossentropy {
            name = name == null ? "binary_crossentropy" : name;
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
        }

        @Override
        public Loss loss() {
            return new Loss.BinaryCrossentropy(fromLogits, labelSmoothing, null);
        }
    }

    /** The loss of the same name. */
    record CategoricalCrossentropy(
            @Nullable String name,
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing)
            implements LossMean {

        public CategoricalCrossentropy {
            name = name == null ? "categorical_crossentropy" : name;
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
        }

        @Override
        public Loss loss() {
            return new Loss.CategoricalCrossentropy(fromLogits, labelSmoothing, null);
        }
    }

    /** The loss of the same name. */
    record SparseCategoricalCrossentropy(
            @Nullable String name,
            @Nullable Boolean fromLogits,
            @Nullable Integer ignoreClass) implements LossMean {

        public SparseCategoricalCrossentropy {
            name = name == null ? "sparse_categorical_crossentropy" : name;
            fromLogits = fromLogits != null && fromLogits;
        }

        @Override
        public Loss loss() {
            return new Loss.SparseCategoricalCrossentropy(fromLogits, ignoreClass, null);
        }
    }

    /**
     * Any loss as a metric: its mean over the rows. This is also what the name of a loss means in a list of metrics
     * where there is no metric of that name.
     *
     * @param fn the loss
     */
    record MeanMetricWrapper(String name, Loss fn) implements LossMean {

        @Override
        public Loss loss() {
            return fn;
        }
    }

    /** A formula that somebody posted: the mean over the units of any expression in {@code y} and {@code p}. */
    record Formula(
            @Nullable String name,
            String expression,
            @Nullable Map<String, Double> parameters) implements LossMean {

        public Formula {
            name = name == null ? "formula" : name;
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }

        @Override
        public Loss loss() {
            return new Loss.Formula(expression, parameters, null);
        }
    }

    /** {@code √ mean (y − p)²}. */
    record RootMeanSquaredError(@Nullable String name) implements Metric {

        public RootMeanSquaredError {
            name = name == null ? "root_mean_squared_error" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new RootOfMean(new MeanLoss(new Loss.MeanSquaredError(null), 1));
        }
    }

    /**
     * {@code Σ ŷ·p̂}, where ŷ and p̂ are divided by their length along the axis: 1 in the same direction, −1 in the
     * opposite one.
     *
     * @param axis default −1
     */
    record CosineSimilarity(@Nullable String name, @Nullable Integer axis) implements Metric {

        public CosineSimilarity {
            name = name == null ? "cosine_similarity" : name;
            axis = axis == null ? -1 : axis;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new MeanLoss(new Loss.CosineSimilarity(axis, null), -1);
        }
    }

    /**
     * {@code 1 − Σ(y − p)² / Σ(y − ȳ)²} of each output; 0 for an output whose target never varies, as in Keras.
     *
     * @param classAggregation how those of several outputs become one, default the plain mean
     * @param numRegressors how many inputs there are, for the adjusted coefficient {@code 1 − (1 − R²)·(n − 1)/(n −
     *     numRegressors − 1)}; default 0, no adjustment
     */
    record R2Score(
            @Nullable String name,
            @Nullable ClassAggregation classAggregation,
            @Nullable @PositiveOrZero Integer numRegressors)
            implements Metric {

        /** How the values of several outputs become one. */
        public enum ClassAggregation {

            /** They do not. */
            NONE,

            /** Their mean. */
            UNIFORM_AVERAGE,

            /** Weighted by how much the target of each output varies. */
            VARIANCE_WEIGHTED_AVERAGE
        }

        public R2Score(@Nullable String name) {
            this(name, null, null);
        }

        public R2Score {
            name = name == null ? "r2_score" : name;
            classAggregation = classAggregation == null ? ClassAggregation.UNIFORM_AVERAGE : classAggregation;
            numRegressors = numRegressors == null ? 0 : numRegressors;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new Determination(classAggregation, numRegressors);
        }
    }

    /**
     * The mean of the correlation of target and prediction along the axis, −1 to 1.
     *
     * @param axis default −1
     */
    record PearsonCorrelation(
            @Nullable String name, @Nullable Integer axis) implements Metric {

        public PearsonCorrelation {
            name = name == null ? "pearson_correlation" : name;
            axis = axis == null ? -1 : axis;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new Correlation(axis, Correlation.Moments::pearson);
        }
    }

    /**
     * The mean of how closely target and prediction lie around the line {@code y = p}, along the axis: {@code 2·cov /
     * (var y + var p + (ȳ − p̄)²)}.
     *
     * @param axis default −1
     */
    record ConcordanceCorrelation(
            @Nullable String name, @Nullable Integer axis) implements Metric {

        public ConcordanceCorrelation {
            name = name == null ? "concordance_correlation" : name;
            axis = axis == null ? -1 : axis;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new Correlation(axis, Correlation.Moments::concordance);
        }
    }

    /** The mean of the predictions; for what is worth watching and not worth comparing. */
    record Mean(@Nullable String name) implements Metric {

        public Mean {
            name = name == null ? "mean" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedMean((batch, row) -> batch.sumOfPredictions(row) / batch.units());
        }
    }

    /** The sum of the predictions. */
    record Sum(@Nullable String name) implements Metric {

        public Sum {
            name = name == null ? "sum" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new WeightedSum();
        }
    }
}
