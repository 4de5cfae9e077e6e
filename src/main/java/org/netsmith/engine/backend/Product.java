package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.Arrays;

/** {@code c = a·b} where a or b may be transposed, divided among threads by rectangles of the result. */
final class Product implements Operation {

    /** Below this many multiply-adds a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 250_000;

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

    /**
     * Slices of columns first, which share no packed panel of b. With a transposed the result is the gradient of a
     * kernel, which an optimizer goes through row by row: slices of rows first, so that a core finds in its cache what
     * it wrote itself.
     */
    private Operation[] divide(int count) {
        int panel = Multiplier.panelColumns(factors);
        int mostAcross = factors.columns() / panel;
        int mostDown = factors.rows() / Multiplier.TILE_ROWS;
        int first = Math.clamp(factors.aTransposed() ? mostDown : mostAcross, 1, count);
        int second = Math.clamp(factors.aTransposed() ? mostAcross : mostDown, 1, count / first);
        Range[] down =
                new Range(0, factors.rows()).parts(factors.aTransposed() ? first : second, Multiplier.TILE_ROWS);
        Range[] across = new Range(0, factors.columns()).parts(factors.aTransposed() ? second : first, panel);
        return Arrays.stream(down)
                .flatMap(rows -> Arrays.stream(across).map(columns -> part(rows, columns)))
                .toArray(Operation[]::new);
    }

    private Operation part(Range rows, Range columns) {
        return FewRowsPart.suits(factors)
                ? new FewRowsPart(factors, c, columns)
                : new ProductPart(factors, c, rows, columns);
    }

    private void runPart(int index, int thread) {
        parts[index].run();
    }

    @Override
    public void run() {
        threads.run(parts.length, part);
        Reference.reachabilityFence(factors);
        Reference.reachabilityFence(c);
    }
}
