package org.netsmith.engine.metric;

import java.util.List;
import java.util.function.ToDoubleFunction;
import org.netsmith.engine.loss.Groups;

/** The mean of how target and prediction go together along an axis. */
final class Correlation implements Accumulator {

    /** Means and (population) variances of target and prediction along the axis, and what they share. */
    record Moments(
            double targetMean,
            double predictionMean,
            double targetVariance,
            double predictionVariance,
            double covariance) {

        double pearson() {
            return covariance / Math.sqrt(targetVariance * predictionVariance);
        }

        double concordance() {
            double distance = targetMean - predictionMean;
            return 2 * covariance / (targetVariance + predictionVariance + distance * distance + 1e-7);
        }
    }

    private final int axis;
    private final ToDoubleFunction<Moments> measure;
    private final WeightedMean mean = new WeightedMean((_, _) -> 0);

    Correlation(int axis, ToDoubleFunction<Moments> measure) {
        this.axis = axis;
        this.measure = measure;
    }

    @Override
    public void update(Batch batch) {
        Groups groups = Groups.along(batch.prediction().shape(), List.of(axis));
        double[][] sums = new double[5][groups.count()];
        for (int i = 0; i < groups.of().length; i++) {
            int group = groups.of()[i];
            double y = batch.target(i);
            double p = batch.prediction(i);
            sums[0][group] += y;
            sums[1][group] += p;
        }
        double size = (double) groups.of().length / groups.count();
        for (int i = 0; i < groups.of().length; i++) {
            int group = groups.of()[i];
            double y = batch.target(i) - sums[0][group] / size;
            double p = batch.prediction(i) - sums[1][group] / size;
            sums[2][group] += y * y;
            sums[3][group] += p * p;
            sums[4][group] += y * p;
        }
        for (int group = 0; group < groups.count(); group++) {
            mean.add(measure.applyAsDouble(moments(sums, group, size)), batch.maskedWeight(group, groups.count()));
        }
    }

    private static Moments moments(double[][] sums, int group, double size) {
        return new Moments(
                sums[0][group] / size,
                sums[1][group] / size,
                sums[2][group] / size,
                sums[3][group] / size,
                sums[4][group] / size);
    }

    @Override
    public double result() {
        return mean.result();
    }

    @Override
    public void reset() {
        mean.reset();
    }
}
