package org.netsmith.dataset;

import java.util.stream.IntStream;

/**
 * The quantiles of a column's numbers, missing ones left out: exact up to a million rows, and of every k-th row beyond,
 * so that memory is bounded and the same rows give the same quantiles.
 */
final class Quantiles {

    private static final int MOST = 1 << 20;

    private final double[] sorted;

    private Quantiles(double[] sorted) {
        this.sorted = sorted;
    }

    static Quantiles of(Values.Numbers numbers, int[] rows) {
        int step = Math.max(1, Math.ceilDiv(rows.length, MOST));
        return new Quantiles(IntStream.range(0, Math.ceilDiv(rows.length, step))
                .mapToDouble(i -> numbers.number(rows[i * step]))
                .filter(number -> !Double.isNaN(number))
                .sorted()
                .toArray());
    }

    /** Interpolated linearly; 0 where there are no numbers. */
    double at(double probability) {
        if (sorted.length == 0) {
            return 0;
        }
        double place = probability * (sorted.length - 1);
        int below = (int) place;
        double part = place - below;
        return part == 0 ? sorted[below] : sorted[below] * (1 - part) + sorted[below + 1] * part;
    }
}
