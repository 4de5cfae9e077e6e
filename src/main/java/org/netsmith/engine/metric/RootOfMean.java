package org.netsmith.engine.metric;

/** The square root of a mean, which in Keras takes no mask. */
record RootOfMean(Accumulator mean) implements Accumulator {

    @Override
    public void update(Batch batch) {
        mean.update(batch.unmasked());
    }

    @Override
    public double result() {
        return Math.sqrt(mean.result());
    }

    @Override
    public void reset() {
        mean.reset();
    }
}
