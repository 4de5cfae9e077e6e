package org.netsmith.engine.backend;

import java.util.stream.IntStream;

/** Whole numbers from {@code from} to before {@code to}. */
record Range(int from, int to) {

    /** The range that neighbours make up together. */
    static Range spanning(Range[] neighbours) {
        return new Range(neighbours[0].from, neighbours[neighbours.length - 1].to);
    }

    int size() {
        return to - from;
    }

    /** This range in {@code count} nearly equal parts, each starting at a multiple of {@code unit} from the start. */
    Range[] parts(int count, int unit) {
        int units = Math.ceilDiv(size(), unit);
        return IntStream.range(0, count)
                .mapToObj(i -> new Range(
                        from + bound(units, i, count) * unit, Math.min(to, from + bound(units, i + 1, count) * unit)))
                .toArray(Range[]::new);
    }

    /** This range in parts of exactly {@code step} but for the last. */
    Range[] inSteps(int step) {
        return IntStream.range(0, Math.ceilDiv(size(), step))
                .mapToObj(i -> new Range(from + i * step, Math.min(to, from + (i + 1) * step)))
                .toArray(Range[]::new);
    }

    private static int bound(int units, int index, int count) {
        return (int) ((long) units * index / count);
    }
}
