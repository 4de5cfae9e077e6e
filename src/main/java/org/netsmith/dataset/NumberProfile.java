package org.netsmith.dataset;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Exact statistics of numbers, from how often each occurs: in whatever order they came, with the same bits. */
final class NumberProfile {

    /** Squares of larger numbers overflow. */
    static final double LARGEST_SQUARED = 1e150;

    private final LongToDoubleFunction numbers;
    private final MostFrequent most = new MostFrequent();
    private double min = Double.NaN;
    private double max = Double.NaN;
    private double sum;
    private double lost;
    private final double mean;
    private final Ranks ranks;
    private double squares;

    /** @param numbers what the integers that were counted stand for, in the same order */
    NumberProfile(Frequencies.Runs runs, LongToDoubleFunction numbers) {
        this.numbers = numbers;
        runs.each(this::add);
        mean = (sum + lost) / most.present();
        ranks = new Ranks(most.present());
        runs.each(this::addAgain);
    }

    private void add(long value, long times) {
        double number = numbers.applyAsDouble(value);
        min = most.distinct() == 0 ? number : min;
        max = number;
        most.add(value, times);
        addToSum(number * times);
    }

    private void addAgain(long value, long times) {
        double number = numbers.applyAsDouble(value);
        squares += times * (number - mean) * (number - mean);
        ranks.pass(number, times);
    }

    /** Neumaier's summation: what is lost of the smaller of the two is kept. */
    private void addToSum(double number) {
        double next = sum + number;
        lost += Math.abs(sum) >= Math.abs(number) ? sum - next + number : number - next + sum;
        sum = next;
    }

    MostFrequent most() {
        return most;
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
        return isFinite() ? finite(mean) : null;
    }

    @Nullable
    Double std() {
        boolean squarable = Math.max(-min, max) < LARGEST_SQUARED;
        return isFinite() && squarable && most.present() > 1
                ? finite(Math.sqrt(squares / (most.present() - 1)))
                : null;
    }

    /** Null where there are no numbers. */
    @Nullable
    Map<String, Double> quantiles() {
        if (!isFinite()) {
            return null;
        }
        Map<String, Double> told = new LinkedHashMap<>();
        for (int i = 0; i < TableProfile.PROBABILITIES.size(); i++) {
            told.put(TableProfile.PROBABILITIES.get(i), finite(ranks.at(i)));
        }
        return told;
    }

    /** Finds the numbers below and above each quantile, on the way through all in ascending order. */
    private static final class Ranks {

        private final double[] places;
        private final double[] below;
        private final double[] above;
        private int nextBelow;
        private int nextAbove;
        private long passed;

        Ranks(long count) {
            places = TableProfile.PROBABILITIES.stream()
                    .mapToDouble(probability -> Double.parseDouble(probability) * (count - 1))
                    .toArray();
            below = new double[places.length];
            above = new double[places.length];
        }

        void pass(double number, long times) {
            passed += times;
            while (nextBelow < places.length && Math.floor(places[nextBelow]) < passed) {
                below[nextBelow++] = number;
            }
            while (nextAbove < places.length && Math.ceil(places[nextAbove]) < passed) {
                above[nextAbove++] = number;
            }
        }

        double at(int i) {
            return below[i] + (above[i] - below[i]) * (places[i] - Math.floor(places[i]));
        }
    }
}
