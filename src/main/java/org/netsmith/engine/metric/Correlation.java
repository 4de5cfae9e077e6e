package org.netsmith.engine.metric;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.netsmith.engine.backend.Tensor;
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
    private Groups groups = new Groups(new int[0], 0);
    private double[][] sums = {};

    Correlation(int axis, ToDoubleFunction<Moments> measure) {
        this.axis = axis;
        this.measure = measure;
    }

    @Override
    public void update(Batch batch) {
        makeRoom(batch.prediction());
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
            mean.add(measure.applyAsDouble(moments(group, size)), batch.maskedWeight(group, groups.count()));
        }
    }

    /** What a batch needs is made again only for another batch size. */
    private void makeRoom(Tensor prediction) {
        if (groups.of().length != prediction.size()) {
            groups = Groups.along(prediction.shape(), List.of(axis));
            sums = new double[5][groups.count()];
        }
        for (double[] sum : sums) {
            Arrays.fill(sum, 0);
        }
    }

    private Moments moments(int group, double size) {
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
