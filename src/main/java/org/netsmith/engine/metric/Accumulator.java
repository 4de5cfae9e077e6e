package org.netsmith.engine.metric;

import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/** A metric over batches: a running value, as Keras reports it during an epoch. Sums are kept in double. */
public interface Accumulator {

    /**
     * A batch of targets and predictions, seen as rows of units, with the affine map that takes both back to the
     * target's own units.
     */
    record Batch(Tensor target, Tensor prediction, @Nullable Tensor sampleWeights, double scale, double offset) {

        public Batch(Tensor target, Tensor prediction, @Nullable Tensor sampleWeights) {
            this(target, prediction, sampleWeights, 1, 0);
        }

        long units() {
            return prediction.shape().rank() < 2 ? 1 : prediction.shape().extent(-1);
        }

        long rows() {
            return prediction.size() / units();
        }

        double weight(long row) {
            return sampleWeights == null ? 1 : sampleWeights.get(row * sampleWeights.size() / rows());
        }

        double target(long index) {
            return target.get(index) * scale + offset;
        }

        double prediction(long index) {
            return prediction.get(index) * scale + offset;
        }
    }

    void update(Batch batch);

    /** The value over everything since the last reset; 0 before the first batch. */
    double result();

    void reset();

    /** The weighted mean over rows of the mean over units of a measure of target and prediction. */
    static Accumulator mean(DoubleBinaryOperator measure) {
        return new WeightedMean((batch, row) -> {
            double sum = 0;
            for (long i = row * batch.units(); i < (row + 1) * batch.units(); i++) {
                sum += measure.applyAsDouble(batch.target(i), batch.prediction(i));
            }
            return sum / batch.units();
        });
    }

    /** The weighted share of rows whose largest prediction is where the target says. */
    static Accumulator argumentOfMaximum(boolean sparse) {
        return new WeightedMean((batch, row) -> {
            long expected =
                    sparse ? (long) batch.target().get(row) : argumentOfMaximum(batch.target(), row, batch.units());
            return argumentOfMaximum(batch.prediction(), row, batch.units()) == expected ? 1 : 0;
        });
    }

    private static long argumentOfMaximum(Tensor tensor, long row, long units) {
        long best = 0;
        double highest = tensor.get(row * units);
        for (long unit = 1; unit < units; unit++) {
            double value = tensor.get(row * units + unit);
            if (value > highest) {
                highest = value;
                best = unit;
            }
        }
        return best;
    }
}
