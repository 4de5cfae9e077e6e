package org.netsmith.engine.network;

import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Randomness.Purpose;

/** Where training is: what random numbers depend on besides the seed. */
public final class Step {

    private final long seed;
    private int epoch;
    private int index;

    public Step(long seed) {
        this.seed = seed;
    }

    /** @param index the step within the epoch */
    public void moveTo(int epoch, int index) {
        this.epoch = epoch;
        this.index = index;
    }

    Randomness place(Purpose purpose, int stream) {
        return new Randomness(seed, purpose, epoch, index, stream);
    }
}
