package org.netsmith.engine.metric;

import java.util.function.DoubleBinaryOperator;

/** {@code Σ weight·value / Σ weight} over rows. */
final class WeightedMean implements Accumulator {

    /** The value of one row of a batch. */
    interface RowValue {

        double of(Batch batch, long row);
    }

    private final RowValue value;
    private double sum;
    private double weights;

    WeightedMean(RowValue value) {
        this.value = value;
    }

    /** Rows are the mean over the units of a measure of target and prediction. */
    static WeightedMean ofUnits(DoubleBinaryOperator measure) {
        return new WeightedMean((batch, row) -> {
            double sum = 0;
            for (long i = row * batch.units(); i < (row + 1) * batch.units(); i++) {
                sum += measure.applyAsDouble(batch.target(i), batch.prediction(i));
            }
            return sum / batch.units();
        });
    }

    @Override
    public void update(Batch batch) {
        for (long row = 0; row < batch.rows(); row++) {
            add(value.of(batch, row), batch.maskedWeight(row, batch.rows()));
        }
    }

    void add(double number, double weight) {
        sum += weight * number;
        weights += weight;
    }

    @Override
    public double result() {
        return weights == 0 ? 0 : sum / weights;
    }

    @Override
    public void reset() {
        sum = 0;
        weights = 0;
    }
}
