package org.netsmith.engine.metric;

import java.util.Arrays;

/**
 * The coefficient of determination of each output, then their mean. An output whose target never varies counts 0, as
 * in Keras.
 */
final class Determination implements Accumulator {

    private double[] residuals = {};
    private double[] sums = {};
    private double[] squares = {};
    private double weights;

    @Override
    public void update(Batch batch) {
        int units = (int) batch.units();
        if (sums.length == 0) {
            residuals = new double[units];
            sums = new double[units];
            squares = new double[units];
        }
        for (long row = 0; row < batch.rows(); row++) {
            double weight = batch.weight(row);
            weights += weight;
            for (int unit = 0; unit < units; unit++) {
                double target = batch.target(row * units + unit);
                double error = target - batch.prediction(row * units + unit);
                residuals[unit] += weight * error * error;
                sums[unit] += weight * target;
                squares[unit] += weight * target * target;
            }
        }
    }

    @Override
    public double result() {
        double sum = 0;
        for (int unit = 0; unit < sums.length; unit++) {
            double total = squares[unit] - sums[unit] * sums[unit] / weights;
            double score = 1 - residuals[unit] / total;
            sum += Double.isInfinite(score) || Double.isNaN(score) ? 0 : score;
        }
        return sums.length == 0 ? 0 : sum / sums.length;
    }

    @Override
    public void reset() {
        Arrays.fill(residuals, 0);
        Arrays.fill(sums, 0);
        Arrays.fill(squares, 0);
        weights = 0;
    }
}
