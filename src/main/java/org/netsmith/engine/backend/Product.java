package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.Arrays;

/** {@code c = a·b} where a or b may be transposed, divided among threads by rectangles of the result. */
final class Product implements Operation {

    /** Below this many multiply-adds a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 500_000;

    private final Factors factors;
    private final Matrix c;
    private final Threads threads;
    private final Operation[] parts;
    private final Threads.Part part = this::runPart;

    Product(Factors factors, Matrix c, Threads threads) {
        this.factors = factors.requireResult(c);
        this.c = c;
        this.threads = threads;
        long work = (long) factors.rows() * factors.columns() * factors.depth();
        this.parts = divide((int) Math.clamp(work / WORTH_A_THREAD, 1, threads.count()));
    }

    /** As many slices of columns as there are, then slices of rows: slices of columns share no packed panel of b. */
    private Operation[] divide(int count) {
        int panel = ProductPart.PANEL_VECTORS * factors.vectors().lanes();
        int across = Math.clamp(factors.columns() / panel, 1, count);
        int down = Math.clamp(factors.rows() / ProductPart.TILE_ROWS, 1, count / across);
        Range[] slices = new Range(0, factors.columns()).parts(across, panel);
        return Arrays.stream(new Range(0, factors.rows()).parts(down, 1))
                .flatMap(rows -> Arrays.stream(slices).map(columns -> part(rows, columns)))
                .toArray(Operation[]::new);
    }

    private Operation part(Range rows, Range columns) {
        return FewRowsPart.suits(factors)
                ? new FewRowsPart(factors, c, columns)
                : new ProductPart(factors, c, rows, columns);
    }

    private void runPart(int index) {
        parts[index].run();
    }

    @Override
    public void run() {
        threads.run(parts.length, part);
        Reference.reachabilityFence(factors);
        Reference.reachabilityFence(c);
    }
}
