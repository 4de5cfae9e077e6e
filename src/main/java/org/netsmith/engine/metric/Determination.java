package org.netsmith.engine.metric;

import java.util.Arrays;
import org.netsmith.engine.metric.Metric.R2Score.ClassAggregation;

/** The coefficient of determination of each output, and what becomes of several. */
final class Determination implements Accumulator {

    private final ClassAggregation aggregation;
    private final int regressors;
    private double[] residuals = {};
    private double[] sums = {};
    private double[] squares = {};
    private double weights;
    private long count;

    Determination(ClassAggregation aggregation, int regressors) {
        this.aggregation = aggregation;
        this.regressors = regressors;
    }

    @Override
    public void update(Batch batch) {
        int units = (int) batch.units();
        if (sums.length == 0) {
            residuals = new double[units];
            sums = new double[units];
            squares = new double[units];
        }
        for (long row = 0; row < batch.rows(); row++) {
            add(batch, row, batch.weight(row));
        }
        count += batch.prediction().size();
    }

    private void add(Batch batch, long row, double weight) {
        weights += weight;
        for (int unit = 0; unit < sums.length; unit++) {
            double target = batch.target(row * sums.length + unit);
            double error = target - batch.prediction(row * sums.length + unit);
            residuals[unit] += weight * error * error;
            sums[unit] += weight * target;
            squares[unit] += weight * target * target;
        }
    }

    @Override
    public double result() {
        return Arrays.stream(values()).average().orElse(0);
    }

    @Override
    public double[] values() {
        return switch (aggregation) {
            case NONE -> sums.length == 0 ? new double[] {0} : adjusted(scores());
            case UNIFORM_AVERAGE -> adjusted(Arrays.stream(scores()).average().orElse(0));
            case VARIANCE_WEIGHTED_AVERAGE -> adjusted(weightedByVariance());
        };
    }

    private double[] scores() {
        double[] scores = new double[sums.length];
        for (int unit = 0; unit < scores.length; unit++) {
            double score = 1 - residuals[unit] / variation(unit);
            scores[unit] = Double.isInfinite(score) || Double.isNaN(score) ? 0 : score;
        }
        return scores;
    }

    private double variation(int unit) {
        return squares[unit] - sums[unit] * sums[unit] / weights;
    }

    private double weightedByVariance() {
        double[] scores = scores();
        double sum = 0;
        double total = 0;
        for (int unit = 0; unit < scores.length; unit++) {
            sum += variation(unit) * scores[unit];
            total += variation(unit);
        }
        return total == 0 ? 0 : sum / total;
    }

    /** Less for every regressor, as long as there are enough values; Keras counts every number of the targets. */
    private double[] adjusted(double... scores) {
        if (regressors == 0 || regressors >= count - 1) {
            return scores;
        }
        return Arrays.stream(scores)
                .map(score -> 1 - (1 - score) * (count - 1) / (count - regressors - 1))
                .toArray();
    }

    @Override
    public void reset() {
        Arrays.fill(residuals, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
        weights = 0;
        count = 0;
    }
}
