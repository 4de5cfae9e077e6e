package org.netsmith.engine.backend;

import java.util.Arrays;
import java.util.List;

/** A product of which each thread computes one rectangle of the result. */
final class DividedProduct extends Product {

    /** Below this many multiply-adds a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 250_000;

    private final Blocking blocking;
    private final Operation[] parts;
    private final Threads.Part part = this::runPart;

    DividedProduct(
            Factors factors, Matrix c, List<Follower> followers, Threads threads, Blocking blocking, boolean amx) {
        super(factors, c, followers, threads, amx);
        this.blocking = blocking;
        long work = (long) factors.rows() * factors.columns() * factors.depth();
        this.parts = divide((int) Math.clamp(work / WORTH_A_THREAD, 1, threads.count()));
    }

    /**
     * Slices of columns first, which share no packed panel of b. With a transposed the result is the gradient of a
     * kernel, which an optimizer goes through row by row: slices of rows first, so that a core finds in its cache what
     * it wrote itself.
     */
    private Operation[] divide(int count) {
        int panel = blocking.panelColumns();
        int tile = blocking.tileRows();
        int mostAcross = factors.columns() / panel;
        int mostDown = factors.rows() / tile;
        int first = Math.clamp(factors.aTransposed() ? mostDown : mostAcross, 1, count);
        int second = Math.clamp(factors.aTransposed() ? mostAcross : mostDown, 1, count / first);
        Range[] down = new Range(0, factors.rows()).parts(factors.aTransposed() ? first : second, tile);
        Range[] across = new Range(0, factors.columns()).parts(factors.aTransposed() ? second : first, panel);
        return Arrays.stream(down)
                .flatMap(rows -> Arrays.stream(across).map(columns -> part(rows, columns)))
                .toArray(Operation[]::new);
    }

    private Operation part(Range rows, Range columns) {
        return blocking != Blocking.OF_AMX && FewRowsPart.suits(factors)
                ? new FewRowsPart(factors, c, columns)
                : new ProductPart(this, blocking, rows, columns);
    }

    /** Parts of few rows may compute some columns twice. */
    @Override
    boolean canBeFollowedBy(Follower next) {
        return Arrays.stream(parts)
                .allMatch(one -> one instanceof ProductPart part && (part.hasAllRows() || !next.needsAllRows()));
    }

    @Override
    void multiply() {
        threads.run(parts.length, part);
    }

    private void runPart(int index, int thread) {
        parts[index].run();
    }
}
