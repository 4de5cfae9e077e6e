package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
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

    /**
     * The edges of bins that hold as equal parts of the numbers as they can while equal numbers stay together: every
     * number that there is where they are few enough, else the least of each bin, and the largest. Equal ones stand
     * last where there are fewer numbers than edges.
     */
    List<Double> edges(int bins) {
        double[] different = DoubleStream.of(sorted).distinct().toArray();
        List<Double> edges = new ArrayList<>();
        if (different.length <= bins + 1) {
            DoubleStream.of(different).forEach(edges::add);
        } else {
            for (int from = 0; from < sorted.length && edges.size() < bins; ) {
                edges.add(sorted[from]);
                from = end(from, bins + 1 - edges.size());
            }
            edges.add(sorted[sorted.length - 1]);
        }
        while (edges.size() <= bins) {
            edges.add(edges.isEmpty() ? 0 : edges.getLast());
        }
        return edges;
    }

    /** Where the first of so many bins ends that the numbers from here on are to be cut into. */
    private int end(int from, int bins) {
        int wanted = from + Math.ceilDiv(sorted.length - from, bins);
        int after = wanted;
        while (after < sorted.length && sorted[after] == sorted[wanted - 1]) {
            after++;
        }
        int before = wanted - 1;
        while (before > from && sorted[before - 1] == sorted[wanted - 1]) {
            before--;
        }
        return before > from && wanted - before < after - wanted ? before : after;
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
