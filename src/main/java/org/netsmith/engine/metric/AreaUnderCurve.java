package org.netsmith.engine.metric;

import java.util.stream.IntStream;
import org.netsmith.engine.metric.Confusion.Counts;
import org.netsmith.engine.metric.ThresholdMetric.AUC;

/** The area under a ROC or precision-recall curve, the mean over the labels where they are counted apart. */
record AreaUnderCurve(AUC auc) implements ThresholdAccumulator.Outcome {

    @Override
    public double[] of(Confusion confusion) {
        double sum = 0;
        double weights = 0;
        for (int label = 0; label < confusion.labels(); label++) {
            double weight = weight(label, confusion.labels());
            sum += weight * area(confusion.counts(label));
            weights += weight;
        }
        return new double[] {Counts.divide(sum, weights)};
    }

    private double weight(int label, int labels) {
        boolean weighted = labels > 1
                && auc.labelWeights() != null
                && label < auc.labelWeights().size();
        return weighted ? auc.labelWeights().get(label) : 1;
    }

    private double area(Counts[] counts) {
        return IntStream.range(1, counts.length)
                .mapToDouble(i -> between(counts[i - 1], counts[i]))
                .sum();
    }

    private double between(Counts low, Counts high) {
        boolean precisionRecall = auc.curve().equals("PR");
        if (precisionRecall && auc.summationMethod() == AUC.SummationMethod.INTERPOLATION) {
            return interpolated(low, high);
        }
        return precisionRecall
                ? (low.recall() - high.recall()) * height(low.precision(), high.precision())
                : (low.falsePositiveRate() - high.falsePositiveRate()) * height(low.recall(), high.recall());
    }

    private double height(double low, double high) {
        return switch (auc.summationMethod()) {
            case INTERPOLATION -> (low + high) / 2;
            case MINORING -> Math.min(low, high);
            case MAJORING -> Math.max(low, high);
        };
    }

    /** Between two thresholds true positives grow in a straight line with all positives; precision does not. */
    private static double interpolated(Counts low, Counts high) {
        double gained = low.truePositives() - high.truePositives();
        double slope = Counts.divide(gained, Math.max(low.positives() - high.positives(), 0));
        double intercept = high.truePositives() - slope * high.positives();
        boolean both = low.positives() > 0 && high.positives() > 0;
        double ratio = both ? low.positives() / high.positives() : 1;
        double area = slope * (gained + intercept * Math.log(ratio));
        return Counts.divide(area, Math.max(high.truePositives() + high.falseNegatives(), 0));
    }
}
