package org.netsmith.engine.loss;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** How much each row counts in the reduced loss: sample weight, mask and reduction in one number. */
final class RowWeights {

    private final Reduction reduction;
    private final Backend backend;
    private final Tensor weights;
    private final long rows;
    private boolean alike;

    /** These weights share no memory with another batch size, so that those of equal rows are written only once. */
    RowWeights(Reduction reduction, Backend backend, Tensor like, long rows) {
        this.reduction = reduction;
        this.backend = backend;
        this.rows = rows;
        this.weights = backend.allocate(like.type(), Shape.of(rows, 1));
    }

    Tensor tensor() {
        return weights;
    }

    double get(long row) {
        return weights.get(row);
    }

    /** Every row counts 1. */
    void alike() {
        if (alike) {
            return;
        }
        double weight = 1 / reduction.divisor(rows, rows);
        for (long row = 0; row < rows; row++) {
            weights.set(row, weight);
        }
        backend.upload(weights);
        alike = true;
    }

    /**
     * @param sampleWeights and {@code mask} count for all rows of a sample where there are fewer of them than rows
     * @param counted whether the loss itself counts a row
     */
    void weigh(@Nullable Tensor sampleWeights, @Nullable Tensor mask, RowMask counted) {
        alike = false;
        long valid = mark(mask, counted);
        double factor = valid == rows || !reduction.isMean() ? 1 : (double) rows / Math.max(1, valid);
        double sum = 0;
        for (long row = 0; row < rows; row++) {
            double weight = weights.get(row) * factor * at(sampleWeights, row);
            weights.set(row, weight);
            sum += weight;
        }
        divide(reduction.divisor(rows, sum));
    }

    /** Writes 1 for rows that count and 0 for the others; answers how many count. */
    private long mark(@Nullable Tensor mask, RowMask counted) {
        long valid = 0;
        for (long row = 0; row < rows; row++) {
            boolean counts = at(mask, row) != 0 && counted.counts(row);
            weights.set(row, counts ? 1 : 0);
            valid += counts ? 1 : 0;
        }
        return valid;
    }

    private void divide(double divisor) {
        for (long row = 0; row < rows; row++) {
            weights.set(row, weights.get(row) / divisor);
        }
        backend.upload(weights);
    }

    private double at(@Nullable Tensor values, long row) {
        return values == null ? 1 : values.get(row * values.size() / rows);
    }
}
