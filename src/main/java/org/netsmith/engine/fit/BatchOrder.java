package org.netsmith.engine.fit;

import java.util.stream.IntStream;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.fit.Fit.Options;

/**
 * Which rows come next. Each pass over the data has an order of its own; with a given number of steps a pass may last
 * longer than an epoch, and an epoch ends early where the pass does, as in Keras.
 */
final class BatchOrder {

    private final int batch;
    private final int stepsPerPass;
    private final Options options;
    private final int[] inOrder;
    private int[] rows;
    private int pass;
    private int nextStep;

    BatchOrder(int count, int batch, Options options) {
        this.batch = batch;
        this.stepsPerPass = (count + batch - 1) / batch;
        this.options = options;
        this.inOrder = IntStream.range(0, count).toArray();
        this.rows = inOrder;
        this.nextStep = stepsPerPass;
        this.pass = passesBefore(options.initialEpoch()) - 1;
    }

    /** Where the epoch begins that a run is gone on with. */
    private int passesBefore(int epoch) {
        int steps = options.stepsPerEpoch() == null ? stepsPerPass : Math.min(options.stepsPerEpoch(), stepsPerPass);
        int epochsPerPass = (stepsPerPass + steps - 1) / steps;
        return epoch / epochsPerPass;
    }

    /** @return how many steps the epoch has */
    int beginEpoch(int epoch) {
        if (nextStep == stepsPerPass) {
            pass++;
            nextStep = 0;
            rows = options.shuffle() ? shuffled() : inOrder;
        }
        int left = stepsPerPass - nextStep;
        return options.stepsPerEpoch() == null ? left : Math.min(options.stepsPerEpoch(), left);
    }

    private int[] shuffled() {
        return Philox.permutation(
                inOrder.length, new Randomness(options.seed(), Randomness.Purpose.SHUFFLE, pass, 0, 0));
    }

    /** The place of the first row of the next batch in {@link #rows()}. */
    int next() {
        return nextStep++ * batch;
    }

    /** Whether the batch that starts there is a full one. */
    boolean isWhole(int first) {
        return first + batch <= rows.length;
    }

    /** All rows in the order of this pass. */
    int[] rows() {
        return rows;
    }
}
