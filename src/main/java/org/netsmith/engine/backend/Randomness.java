package org.netsmith.engine.backend;

/**
 * Random numbers as a pure function of where they are used: (seed, purpose, epoch, step, stream), by Philox 4×32-10.
 * There is no state to lose: whoever asks for the same place gets the same bits, on any backend, with any number of
 * threads.
 *
 * @param seed the seed of the run
 * @param purpose what the numbers are for, so that initialisers, shuffling and dropout never share numbers
 * @param epoch the epoch, counted from 0
 * @param step the step within the epoch, counted from 0
 * @param stream the layer or variable
 */
public record Randomness(long seed, Purpose purpose, int epoch, int step, int stream) {

    /** What random numbers are for. The order is part of the stored meaning of a seed: append only. */
    public enum Purpose {
        INITIALIZER,
        SHUFFLE,
        DROPOUT,
        SPLIT,
        NOISE
    }

    public static Randomness of(long seed, Purpose purpose, int stream) {
        return new Randomness(seed, purpose, 0, 0, stream);
    }
}
