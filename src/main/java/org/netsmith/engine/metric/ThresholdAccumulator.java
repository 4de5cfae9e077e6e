package org.netsmith.engine.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Counts right and wrong predictions at thresholds and makes values of them. */
final class ThresholdAccumulator implements Accumulator {

    /** What becomes of the counts. */
    interface Outcome {

        double[] of(Confusion confusion);
    }

    /**
     * Which predictions are counted, and how.
     *
     * @param topK only the k largest of a row can be yes, the first of equals; null for all
     * @param classId only this unit is counted; null for all
     * @param fromLogits whether the sigmoid comes first
     * @param graded whether a target may be yes in part; else every target but 0 is yes
     * @param separate whether each unit is a label with counts of its own
     */
    record Selection(
            @Nullable Integer topK, @Nullable Integer classId, boolean fromLogits, boolean graded, boolean separate) {

        static Selection of(@Nullable Integer topK, @Nullable Integer classId) {
            return new Selection(topK, classId, false, false, false);
        }

        static Selection graded(@Nullable Integer classId) {
            return new Selection(null, classId, false, true, false);
        }

        boolean counts(long unit) {
            return classId == null || classId == unit;
        }

        boolean isCandidate(Batch batch, long row, long unit) {
            return topK == null || rank(batch, row, unit) < topK;
        }

        /** How many of the row come before the unit: larger ones, and equal ones in front of it. */
        private static int rank(Batch batch, long row, long unit) {
            double own = batch.prediction(row * batch.units() + unit);
            int rank = 0;
            for (long other = 0; other < batch.units(); other++) {
                double value = batch.prediction(row * batch.units() + other);
                rank += value > own || value == own && other < unit ? 1 : 0;
            }
            return rank;
        }

        double target(double y) {
            return graded ? y : y == 0 ? 0 : 1;
        }

        double prediction(double p) {
            return fromLogits ? 1 / (1 + Math.exp(-p)) : p;
        }
    }

    private final Selection selection;
    private final Confusion confusion;
    private final Outcome outcome;

    /** @param labels how many labels are counted apart, 1 unless the selection separates them */
    ThresholdAccumulator(Selection selection, double[] thresholds, int labels, Outcome outcome) {
        this.selection = selection;
        this.confusion = new Confusion(thresholds, labels);
        this.outcome = outcome;
    }

    @Override
    public void update(Batch batch) {
        confusion.compareAs(batch.prediction().type());
        for (long row = 0; row < batch.rows(); row++) {
            for (long unit = 0; unit < batch.units(); unit++) {
                if (selection.counts(unit)) {
                    add(batch, row, unit);
                }
            }
        }
    }

    private void add(Batch batch, long row, long unit) {
        long index = row * batch.units() + unit;
        double p = selection.isCandidate(batch, row, unit)
                ? selection.prediction(batch.prediction(index))
                : Double.NEGATIVE_INFINITY;
        int label = selection.separate() ? (int) unit : 0;
        confusion.add(label, selection.target(batch.target(index)), p, batch.weight(row));
    }

    @Override
    public double result() {
        return Arrays.stream(values()).average().orElse(0);
    }

    @Override
    public double[] values() {
        return outcome.of(confusion);
    }

    @Override
    public void reset() {
        confusion.reset();
    }
}
