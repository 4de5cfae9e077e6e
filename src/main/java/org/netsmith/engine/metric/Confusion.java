package org.netsmith.engine.metric;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.netsmith.engine.backend.DType;

/**
 * What is predicted right and wrong at each of many thresholds, for each label: {@code p > threshold} means yes. Kept
 * as histograms over the gaps between the thresholds, so that a prediction is counted once however many there are.
 */
final class Confusion {

    /** Weighted counts at one threshold. */
    record Counts(double truePositives, double falsePositives, double trueNegatives, double falseNegatives) {

        double precision() {
            return divide(truePositives, truePositives + falsePositives);
        }

        /** Also called sensitivity. */
        double recall() {
            return divide(truePositives, truePositives + falseNegatives);
        }

        double specificity() {
            return divide(trueNegatives, trueNegatives + falsePositives);
        }

        double falsePositiveRate() {
            return divide(falsePositives, falsePositives + trueNegatives);
        }

        double positives() {
            return truePositives + falsePositives;
        }

        static double divide(double top, double bottom) {
            return bottom == 0 ? 0 : top / bottom;
        }
    }

    private final double[] thresholds;
    private final double[] sorted;
    private final double[] compared;
    private final double[][] positives;
    private final double[][] negatives;

    Confusion(double[] thresholds, int labels) {
        this.thresholds = thresholds;
        this.sorted = thresholds.clone();
        Arrays.sort(sorted);
        this.compared = sorted.clone();
        this.positives = new double[labels][thresholds.length + 1];
        this.negatives = new double[labels][thresholds.length + 1];
    }

    /** A prediction in 32 bits is compared with a threshold in 32 bits. */
    void compareAs(DType type) {
        for (int i = 0; i < sorted.length; i++) {
            compared[i] = type == DType.FLOAT32 ? (float) sorted[i] : sorted[i];
        }
    }

    /** @param y how much of the target is yes, 0 to 1 */
    void add(int label, double y, double p, double weight) {
        int below = below(p);
        positives[label][below] += weight * y;
        negatives[label][below] += weight * (1 - y);
    }

    /** How many thresholds are below a prediction. */
    private int below(double p) {
        int from = 0;
        int to = compared.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (compared[middle] < p) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    int labels() {
        return positives.length;
    }

    /** The counts of a label at each threshold, in the order in which they were given. */
    Counts[] counts(int label) {
        return Arrays.stream(thresholds)
                .mapToObj(threshold -> at(label, Arrays.binarySearch(sorted, threshold)))
                .toArray(Counts[]::new);
    }

    /** One value for each threshold. */
    double[] each(ToDoubleFunction<Counts> value) {
        return Arrays.stream(counts(0)).mapToDouble(value).toArray();
    }

    private Counts at(int label, int index) {
        double[] yes = positives[label];
        double[] no = negatives[label];
        int split = index + 1;
        return new Counts(
                sum(yes, split, yes.length), sum(no, split, no.length), sum(no, 0, split), sum(yes, 0, split));
    }

    private static double sum(double[] values, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += values[i];
        }
        return sum;
    }

    void reset() {
        Arrays.stream(positives).forEach(histogram -> Arrays.fill(histogram, 0));
        Arrays.stream(negatives).forEach(histogram -> Arrays.fill(histogram, 0));
    }
}
