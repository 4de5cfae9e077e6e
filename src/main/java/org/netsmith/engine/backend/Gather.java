package org.netsmith.engine.backend;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;

/** {@code y[i] = x[rows[i]]}. */
final class Gather implements Operation {

    private final Matrix x;
    private final int[] rows;
    private final Matrix y;

    Gather(Matrix x, int[] rows, Matrix y) {
        y.require(x.type(), rows.length, x.columns()).requireApartFrom(x);
        this.x = x;
        this.rows = rows;
        this.y = y;
    }

    /** @throws IllegalArgumentException if a number is no row of x; nothing is copied then */
    static void check(int[] rows, int count) {
        for (int i = 0; i < rows.length; i++) {
            if (rows[i] < 0 || rows[i] >= count) {
                throw new IllegalArgumentException(
                        "rows[%d] must be in [0, %d), received %d".formatted(i, count, rows[i]));
            }
        }
    }

    @Override
    public void run() {
        check(rows, x.rows());
        MemorySegment from = x.tensor().segment();
        MemorySegment to = y.tensor().segment();
        long width = x.stride();
        for (int i = 0; i < rows.length; i++) {
            MemorySegment.copy(from, rows[i] * width, to, i * width, width);
        }
        Reference.reachabilityFence(y);
    }
}
