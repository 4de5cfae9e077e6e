package org.netsmith.engine.backend;

/** Key and counter of {@link Philox} at a place, but for the block. One that moves along spares an object for each place. */
final class Counter {

    private int key0;
    private int key1;
    private int step;
    private int epoch;
    private int purposeAndStream;

    static Counter at(Randomness place) {
        return new Counter().moveTo(place);
    }

    /** @throws IllegalArgumentException if the stream of the place is negative or above 2²⁴ − 1 */
    Counter moveTo(Randomness place) {
        key0 = (int) place.seed();
        key1 = (int) (place.seed() >>> 32);
        step = place.step();
        epoch = place.epoch();
        purposeAndStream = Philox.purposeAndStream(place);
        return this;
    }

    int key0() {
        return key0;
    }

    int key1() {
        return key1;
    }

    int step() {
        return step;
    }

    int epoch() {
        return epoch;
    }

    int purposeAndStream() {
        return purposeAndStream;
    }

    /** Block {@code block} of the place: four words of 32 random bits. */
    void block(int block, int[] words) {
        words[0] = block;
        words[1] = step;
        words[2] = epoch;
        words[3] = purposeAndStream;
        Philox.encrypt(key0, key1, words);
    }
}
