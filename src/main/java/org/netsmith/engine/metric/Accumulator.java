package org.netsmith.engine.metric;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/** A metric over batches: a running value, as Keras reports it during an epoch. Sums are kept in double. */
public interface Accumulator {

    /**
     * A batch of targets and predictions, seen as rows of units, with the affine map that takes both back to the
     * target's own units.
     *
     * @param mask which rows the network made something of, 1 or 0, null for all. Only means over rows look at it, as
     *     in Keras
     */
    record Batch(
            Tensor target,
            Tensor prediction,
            @Nullable Tensor sampleWeights,
            @Nullable Tensor mask,
            double scale,
            double offset) {

        public Batch(Tensor target, Tensor prediction, @Nullable Tensor sampleWeights, double scale, double offset) {
            this(target, prediction, sampleWeights, null, scale, offset);
        }

        public Batch(Tensor target, Tensor prediction, @Nullable Tensor sampleWeights) {
            this(target, prediction, sampleWeights, 1, 0);
        }

        Batch unmasked() {
            return mask == null ? this : new Batch(target, prediction, sampleWeights, scale, offset);
        }

        long units() {
            return prediction.shape().rank() < 2 ? 1 : prediction.shape().extent(-1);
        }

        long rows() {
            return prediction.size() / units();
        }

        double weight(long row) {
            return weight(row, rows());
        }

        /** The weight of one of {@code count} values; a weight of a sample counts for all values of the sample. */
        double weight(long index, long count) {
            return at(sampleWeights, index, count);
        }

        /** That weight, or 0 for what is masked. */
        double maskedWeight(long index, long count) {
            return weight(index, count) * at(mask, index, count);
        }

        private static double at(@Nullable Tensor values, long index, long count) {
            return values == null ? 1 : values.get(index * values.size() / count);
        }

        double sumOfPredictions(long row) {
            double sum = 0;
            for (long i = row * units(); i < (row + 1) * units(); i++) {
                sum += prediction(i);
            }
            return sum;
        }

        double target(long index) {
            return target.get(index) * scale + offset;
        }

        double prediction(long index) {
            return prediction.get(index) * scale + offset;
        }
    }

    void update(Batch batch);

    /** The value over everything since the last reset; of several values their mean; 0 before the first batch. */
    double result();

    /** All values, where a metric has one for each threshold or each class; else {@link #result()} alone. */
    default double[] values() {
        return new double[] {result()};
    }

    void reset();
}
