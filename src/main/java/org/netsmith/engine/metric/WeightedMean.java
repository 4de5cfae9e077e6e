package org.netsmith.engine.metric;

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

    @Override
    public void update(Batch batch) {
        for (long row = 0; row < batch.rows(); row++) {
            double weight = batch.weight(row);
            sum += weight * value.of(batch, row);
            weights += weight;
        }
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
