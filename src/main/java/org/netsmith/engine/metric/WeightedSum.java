package org.netsmith.engine.metric;

/** {@code Σ weight·prediction}. */
final class WeightedSum implements Accumulator {

    private double sum;

    @Override
    public void update(Batch batch) {
        for (long row = 0; row < batch.rows(); row++) {
            sum += batch.weight(row) * batch.sumOfPredictions(row);
        }
    }

    @Override
    public double result() {
        return sum;
    }

    @Override
    public void reset() {
        sum = 0;
    }
}
