package org.netsmith.engine.metric;

import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.metric.WeightedMean.RowValue;

/** Whether the class of a row was found: 1 or 0. */
final class ClassHits {

    private ClassHits() {}

    /** Whether the largest prediction is at the class. */
    static RowValue argumentOfMaximum(boolean sparse) {
        return (batch, row) ->
                argumentOfMaximum(batch.prediction(), row, batch.units()) == expected(batch, row, sparse) ? 1 : 0;
    }

    /** Whether fewer than k predictions are larger than that of the class, so ties at the boundary count. */
    static RowValue top(int k, boolean sparse) {
        return (batch, row) -> {
            long expected = expected(batch, row, sparse);
            return expected >= 0 && expected < batch.units() && larger(batch, row, expected) < k ? 1 : 0;
        };
    }

    /** Whether the class is among the first k class numbers of the prediction. */
    static RowValue amongFirst(int k) {
        return (batch, row) -> {
            long from = row * batch.units();
            for (long i = from; i < from + Math.min(k, batch.units()); i++) {
                if (batch.prediction().get(i) == batch.target().get(row)) {
                    return 1;
                }
            }
            return 0;
        };
    }

    private static long expected(Accumulator.Batch batch, long row, boolean sparse) {
        return sparse ? (long) batch.target().get(row) : argumentOfMaximum(batch.target(), row, batch.units());
    }

    private static int larger(Accumulator.Batch batch, long row, long expected) {
        double probability = batch.prediction().get(row * batch.units() + expected);
        int larger = 0;
        for (long i = row * batch.units(); i < (row + 1) * batch.units(); i++) {
            larger += batch.prediction().get(i) > probability ? 1 : 0;
        }
        return larger;
    }

    /** The first of equals. */
    static long argumentOfMaximum(Tensor tensor, long row, long units) {
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
