package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import java.lang.foreign.MemorySegment;
import java.util.List;

/** {@code y[i] = x[rows[i]]}, divided among threads by rows. */
final class Gather implements Operation {

    /** Rows of up to this many bytes are copied by numbers: a call to copy memory takes longer. */
    private static final long SHORT = 128;

    private final Matrix x;
    private final int[] rows;
    private final Matrix y;
    private final RowWork work;

    Gather(Matrix x, int[] rows, Matrix y, Threads threads) {
        y.require(x.type(), rows.length, x.columns()).requireApartFrom(x);
        this.x = x;
        this.rows = rows;
        this.y = y;
        this.work = new RowWork(this::copy, rows.length, 1, y.size(), List.of(x.tensor(), y.tensor()), threads);
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
        work.run();
    }

    private void copy(int from, int to) {
        long width = x.stride();
        for (int i = from; i < to; i++) {
            copy(x.address() + rows[i] * width, y.address() + i * width, width);
        }
    }

    private static void copy(long from, long to, long bytes) {
        if (bytes > SHORT) {
            MemorySegment.copy(MEMORY, from, MEMORY, to, bytes);
            return;
        }
        for (long at = 0; at < bytes; at += Integer.BYTES) {
            MEMORY.set(JAVA_INT_UNALIGNED, to + at, MEMORY.get(JAVA_INT_UNALIGNED, from + at));
        }
    }
}
