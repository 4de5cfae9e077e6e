package org.netsmith.bench;

import java.util.List;
import java.util.stream.IntStream;

/** Microseconds of a step, one for each round in which it had a turn. */
record Timings(List<Double> microseconds) {

    Timings {
        microseconds = List.copyOf(microseconds);
    }

    boolean isEmpty() {
        return microseconds.isEmpty();
    }

    double median() {
        return median(microseconds);
    }

    double best() {
        return microseconds.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    }

    /** How many times as long as the other: the median of the ratios within one round each. */
    double ratioTo(Timings other) {
        int rounds = Math.min(microseconds.size(), other.microseconds.size());
        return median(IntStream.range(0, rounds)
                .mapToObj(round -> microseconds.get(round) / other.microseconds.get(round))
                .toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
