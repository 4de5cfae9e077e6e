package org.netsmith.engine.fit;

/** The loss became NaN or infinite: from here on no weight means anything. */
public final class DivergedException extends RuntimeException {

    private final int epoch;
    private final int step;

    DivergedException(int epoch, int step) {
        super(("the loss is no longer a finite number in epoch %d, step %d; lower the learning rate, scale the"
                        + " inputs and targets, check the data for extreme values, or train in float64")
                .formatted(epoch + 1, step + 1));
        this.epoch = epoch;
        this.step = step;
    }

    /** Counted from 0. */
    public int epoch() {
        return epoch;
    }

    /** Counted from 0. */
    public int step() {
        return step;
    }
}
