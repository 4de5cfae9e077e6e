package org.netsmith.dataset;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** Exact statistics of numbers, from how often each occurs: in whatever order they came, with the same bits. */
final class NumberProfile {

    /** Squares of larger numbers overflow. */
    static final double LARGEST_SQUARED = 1e150;

    private final Frequencies.Runs runs;
    private final LongToDoubleFunction numbers;
    private long count;
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double sum;
    private double lost;
    private double squares;

    /** @param numbers what the integers that were counted stand for, in the same order */
    NumberProfile(Frequencies.Runs runs, LongToDoubleFunction numbers) {
        this.runs = runs;
        this.numbers = numbers;
        runs.each(this::add);
        double mean = sum() / count;
        runs.each((value, times) -> squares += times * square(numbers.applyAsDouble(value) - mean));
    }

    private void add(long value, long times) {
        double number = numbers.applyAsDouble(value);
        min = count == 0 ? number : min;
        max = number;
        count += times;
        addToSum(number * times);
    }

    /** Neumaier's summation: what is lost of the smaller of the two is kept. */
    private void addToSum(double number) {
        double next = sum + number;
        lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
        sum = next;
    }

    private double sum() {
        return sum + lost;
    }

    private static double square(double number) {
        return number * number;
    }

    private boolean isFinite() {
        return Double.isFinite(min) && Double.isFinite(max);
    }

    private static @Nullable Double finite(double number) {
        return Double.isFinite(number) ? number : null;
    }

    @Nullable
    Double min() {
        return finite(min);
    }

    @Nullable
    Double max() {
        return finite(max);
    }

    @Nullable
    Double mean() {
        return isFinite() ? finite(sum() / count) : null;
    }

    @Nullable
    Double std() {
        boolean squarable = Math.max(-min, max) < LARGEST_SQUARED;
        return isFinite() && squarable && count > 1 ? finite(Math.sqrt(squares / (count - 1))) : null;
    }

    /** Null where there are no numbers. */
    @Nullable
    Map<String, Double> quantiles() {
        if (!isFinite()) {
            return null;
        }
        double[] places = TableProfile.PROBABILITIES.stream()
                .mapToDouble(probability -> Double.parseDouble(probability) * (count - 1))
                .toArray();
        Ranks below = new Ranks(Arrays.stream(places).map(Math::floor));
        Ranks above = new Ranks(Arrays.stream(places).map(Math::ceil));
        runs.each((value, times) -> {
            below.pass(value, times);
            above.pass(value, times);
        });
        Map<String, Double> quantiles = new LinkedHashMap<>();
        for (int i = 0; i < places.length; i++) {
            double part = places[i] - Math.floor(places[i]);
            quantiles.put(
                    TableProfile.PROBABILITIES.get(i),
                    finite(below.found[i] + (above.found[i] - below.found[i]) * part));
        }
        return quantiles;
    }

    /** Finds the numbers of some ranks, counted from 0 and in ascending order, on the way through all. */
    private final class Ranks {

        private final long[] ranks;
        private final double[] found;
        private int next;
        private long passed;

        Ranks(DoubleStream ranks) {
            this.ranks = ranks.mapToLong(rank -> (long) rank).toArray();
            this.found = new double[this.ranks.length];
        }

        void pass(long value, long times) {
            passed += times;
            while (next < ranks.length && ranks[next] < passed) {
                found[next++] = numbers.applyAsDouble(value);
            }
        }
    }
}
