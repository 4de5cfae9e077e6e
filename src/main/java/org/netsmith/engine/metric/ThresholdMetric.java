package org.netsmith.engine.metric;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.metric.Confusion.Counts;
import org.netsmith.engine.metric.ThresholdAccumulator.Selection;

/**
 * Metrics of predictions that mean yes above a threshold. Every unit of every row is a prediction; a sample weight
 * counts for all of its row.
 *
 * @see <a href="https://keras.io/api/metrics/classification_metrics/">Keras: classification metrics</a>
 */
public sealed interface ThresholdMetric extends Metric {

    /**
     * How many yes were predicted right.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     */
    record TruePositives(
            @Nullable String name, @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds)
            implements ThresholdMetric {

        public TruePositives {
            name = name == null ? "true_positives" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(null, null), thresholds, Counts::truePositives);
        }
    }

    /**
     * How many no were predicted right.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     */
    record TrueNegatives(
            @Nullable String name, @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds)
            implements ThresholdMetric {

        public TrueNegatives {
            name = name == null ? "true_negatives" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(null, null), thresholds, Counts::trueNegatives);
        }
    }

    /**
     * How many no were taken for yes.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     */
    record FalsePositives(
            @Nullable String name, @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds)
            implements ThresholdMetric {

        public FalsePositives {
            name = name == null ? "false_positives" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(null, null), thresholds, Counts::falsePositives);
        }
    }

    /**
     * How many yes were taken for no.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     */
    record FalseNegatives(
            @Nullable String name, @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds)
            implements ThresholdMetric {

        public FalseNegatives {
            name = name == null ? "false_negatives" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(null, null), thresholds, Counts::falseNegatives);
        }
    }

    /**
     * Share of the predicted yes that is right; 0 where nothing was predicted yes.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     * @param topK only the k largest predictions of a row mean yes, whatever their size unless there are thresholds
     * @param classId the only unit that counts
     */
    record Precision(
            @Nullable String name,
            @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds,
            @Nullable @Positive Integer topK,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public Precision {
            name = name == null ? "precision" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(topK, classId), thresholds, Counts::precision);
        }
    }

    /**
     * Share of the real yes that was found; 0 where there is none.
     *
     * @param thresholds above which a prediction means yes, default 0.5; there is a value for each
     * @param topK only the k largest predictions of a row mean yes, whatever their size unless there are thresholds
     * @param classId the only unit that counts
     */
    record Recall(
            @Nullable String name,
            @Nullable @ScalarOrList List<@DecimalMin("0") @DecimalMax("1") Double> thresholds,
            @Nullable @Positive Integer topK,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public Recall {
            name = name == null ? "recall" : name;
            thresholds = orNull(thresholds);
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return each(Selection.of(topK, classId), thresholds, Counts::recall);
        }
    }

    /**
     * The area under a curve over all thresholds: ROC is recall over the share of no taken for yes, PR is precision
     * over recall.
     *
     * @param numThresholds how many thresholds are tried, default 200; evenly spaced, and one a little outside on
     *     either side
     * @param curve ROC, the default, or PR
     * @param summationMethod how the area between two thresholds is taken, default interpolation
     * @param thresholds instead of evenly spaced ones
     * @param multiLabel whether every unit has an area of its own, of which the mean is taken; default false
     * @param numLabels how many units there are; nothing depends on it
     * @param labelWeights of the units in that mean
     * @param fromLogits whether predictions are logits; default false
     */
    record AUC(
            @Nullable String name,
            @Nullable @Min(2) Integer numThresholds,
            @Nullable @Pattern(regexp = "ROC|PR") String curve,
            @Nullable SummationMethod summationMethod,
            @Nullable List<@DecimalMin("0") @DecimalMax("1") Double> thresholds,
            @Nullable Boolean multiLabel,
            @Nullable @Positive Integer numLabels,
            @Nullable List<@DecimalMin("0") Double> labelWeights,
            @Nullable Boolean fromLogits)
            implements ThresholdMetric {

        /** How the area between two thresholds is taken. */
        public enum SummationMethod {

            /** Trapezoids; for PR the interpolation of Davis and Goadrich. */
            INTERPOLATION,

            /** Rectangles of the smaller height. */
            MINORING,

            /** Rectangles of the greater height. */
            MAJORING
        }

        public AUC {
            name = name == null ? "auc" : name;
            thresholds = orNull(thresholds);
            numThresholds = thresholds != null ? (Integer) (thresholds.size() + 2) : numThresholds;
            numThresholds = numThresholds == null ? 200 : numThresholds;
            curve = curve == null ? "ROC" : curve;
            summationMethod = summationMethod == null ? SummationMethod.INTERPOLATION : summationMethod;
            multiLabel = multiLabel != null && multiLabel;
            labelWeights = orNull(labelWeights);
            fromLogits = fromLogits != null && fromLogits;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            int labels = multiLabel && prediction.rank() > 1 ? Math.toIntExact(prediction.extent(-1)) : 1;
            Selection selection = new Selection(null, null, fromLogits, true, labels > 1);
            return new ThresholdAccumulator(selection, slightlyWider(), labels, new AreaUnderCurve(this));
        }

        /** The outermost thresholds are a little outside, so that predictions of 0 and 1 count. */
        private double[] slightlyWider() {
            double[] all = thresholds == null
                    ? even(numThresholds)
                    : IntStream.range(0, numThresholds)
                            .mapToDouble(i -> i == 0 || i > thresholds.size() ? 0 : thresholds.get(i - 1))
                            .toArray();
            Arrays.sort(all, 1, all.length - 1);
            all[0] = -1e-7;
            all[all.length - 1] = 1 + 1e-7;
            return all;
        }
    }

    /**
     * The best precision of all thresholds where the recall is at least the given one.
     *
     * @param numThresholds how many thresholds are tried, default 200
     * @param classId the only unit that counts
     */
    record PrecisionAtRecall(
            @Nullable String name,
            @DecimalMin("0") @DecimalMax("1") Double recall,
            @Nullable @Positive Integer numThresholds,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public PrecisionAtRecall {
            name = name == null ? "precision_at_recall" : name;
            numThresholds = numThresholds == null ? 200 : numThresholds;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return best(recall, Counts::recall, Counts::precision, numThresholds, classId);
        }
    }

    /**
     * The best recall of all thresholds where the precision is at least the given one.
     *
     * @param numThresholds how many thresholds are tried, default 200
     * @param classId the only unit that counts
     */
    record RecallAtPrecision(
            @Nullable String name,
            @DecimalMin("0") @DecimalMax("1") Double precision,
            @Nullable @Positive Integer numThresholds,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public RecallAtPrecision {
            name = name == null ? "recall_at_precision" : name;
            numThresholds = numThresholds == null ? 200 : numThresholds;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return best(precision, Counts::precision, Counts::recall, numThresholds, classId);
        }
    }

    /**
     * The best sensitivity (recall) of all thresholds where the specificity is at least the given one.
     *
     * @param numThresholds how many thresholds are tried, default 200
     * @param classId the only unit that counts
     */
    record SensitivityAtSpecificity(
            @Nullable String name,
            @DecimalMin("0") @DecimalMax("1") Double specificity,
            @Nullable @Positive Integer numThresholds,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public SensitivityAtSpecificity {
            name = name == null ? "sensitivity_at_specificity" : name;
            numThresholds = numThresholds == null ? 200 : numThresholds;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return best(specificity, Counts::specificity, Counts::recall, numThresholds, classId);
        }
    }

    /**
     * The best specificity of all thresholds where the sensitivity (recall) is at least the given one.
     *
     * @param numThresholds how many thresholds are tried, default 200
     * @param classId the only unit that counts
     */
    record SpecificityAtSensitivity(
            @Nullable String name,
            @DecimalMin("0") @DecimalMax("1") Double sensitivity,
            @Nullable @Positive Integer numThresholds,
            @Nullable @PositiveOrZero Integer classId)
            implements ThresholdMetric {

        public SpecificityAtSensitivity {
            name = name == null ? "specificity_at_sensitivity" : name;
            numThresholds = numThresholds == null ? 200 : numThresholds;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return best(sensitivity, Counts::recall, Counts::specificity, numThresholds, classId);
        }
    }

    private static Accumulator each(
            Selection selection, @Nullable List<Double> thresholds, ToDoubleFunction<Counts> value) {
        double usual = selection.topK() == null ? 0.5 : -Double.MAX_VALUE;
        List<Double> all = thresholds == null ? List.of(usual) : thresholds;
        double[] values = all.stream().mapToDouble(Double::doubleValue).toArray();
        return new ThresholdAccumulator(selection, values, 1, confusion -> confusion.each(value));
    }

    private static Accumulator best(
            double least,
            ToDoubleFunction<Counts> constrained,
            ToDoubleFunction<Counts> value,
            int numThresholds,
            @Nullable Integer classId) {
        double[] thresholds = numThresholds == 1 ? new double[] {0.5} : even(numThresholds);
        return new ThresholdAccumulator(Selection.graded(classId), thresholds, 1, confusion -> new double[] {
            Arrays.stream(confusion.counts(0))
                    .filter(counts -> constrained.applyAsDouble(counts) >= least)
                    .mapToDouble(value)
                    .max()
                    .orElse(0)
        });
    }

    private static double[] even(int count) {
        return IntStream.range(0, count).mapToDouble(i -> i / (count - 1.0)).toArray();
    }

    private static <T> @Nullable List<T> orNull(@Nullable List<T> values) {
        return values == null || values.isEmpty() ? null : List.copyOf(values);
    }
}
