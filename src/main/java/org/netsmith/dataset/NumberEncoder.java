package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/** A number made of each number of a column, and where asked for another that says whether it was missing. */
public sealed interface NumberEncoder extends Encoder
        permits Encoder.Standardize,
                Encoder.None,
                NumberEncoder.MinMax,
                NumberEncoder.Robust,
                NumberEncoder.Log1p,
                NumberEncoder.Quantile {

    Gap missing();

    /** What a number becomes; NaN where it is NaN or there is nothing that it could become, as if it were missing. */
    double encode(double number);

    /** The names of the two numbers. */
    @Override
    default List<String> names() {
        return missing().names(List.of(""));
    }

    @Override
    default Shape shape() {
        return Shape.of(missing().width(1));
    }

    @Override
    default void encode(Values values, int[] rows, Slots slots) {
        Values.Numbers numbers = (Values.Numbers) values;
        Gap gap = missing();
        double filled = gap.fill() == null ? 0 : encode(gap.fill());
        for (int i = 0; i < rows.length; i++) {
            double number = encode(numbers.number(rows[i]));
            boolean missing = Double.isNaN(number);
            slots.set(i, 0, missing ? filled : number);
            gap.mark(slots, i, 1, missing);
        }
    }

    @Override
    default @Nullable Object example() {
        return missing().fill() == null ? null : Moments.short4(missing().fill());
    }

    /** {@code (value − min) / (max − min)} of the rows fitted: 0 to 1 there; 0 where all are equal. */
    record MinMax(@Nullable Double min, @Nullable Double max, Gap missing) implements NumberEncoder {

        @Override
        public Encoder fit(Values values, int[] rows) {
            double least = Double.POSITIVE_INFINITY;
            double most = Double.NEGATIVE_INFINITY;
            for (int row : rows) {
                double number = ((Values.Numbers) values).number(row);
                least = number < least ? number : least;
                most = number > most ? number : most;
            }
            boolean none = least > most;
            return new MinMax(none ? 0 : least, none ? 0 : most, missing.fit((Values.Numbers) values, rows));
        }

        @Override
        public double encode(double number) {
            double range = max / 2 - min / 2;
            return Double.isNaN(number) ? number : range == 0 ? 0 : (number / 2 - min / 2) / range;
        }
    }

    /** {@code (value − median) / scale}, where scale is the distance of the quartiles, or 1 where that is 0. */
    record Robust(@Nullable Double median, @Nullable Double scale, Gap missing) implements NumberEncoder {

        @Override
        public Encoder fit(Values values, int[] rows) {
            Quantiles quantiles = Quantiles.of((Values.Numbers) values, rows);
            double half = quantiles.at(0.75) / 2 - quantiles.at(0.25) / 2;
            double range = Math.min(2 * half, Double.MAX_VALUE);
            return new Robust(
                    quantiles.at(0.5),
                    range < Double.MIN_NORMAL ? 1 : range,
                    missing.fit((Values.Numbers) values, rows));
        }

        @Override
        public double encode(double number) {
            return new Moments(median, scale).standardize(number);
        }
    }

    /**
     * {@code (log(1 + value) − mean) / scale}, with mean and standard deviation of the logarithms. A value of −1 or
     * less has none and is taken as missing.
     */
    record Log1p(@Nullable Double mean, @Nullable Double scale, Gap missing) implements NumberEncoder {

        static final double BOUND = -1;

        @Override
        public Encoder fit(Values values, int[] rows) {
            Values.Numbers numbers = (Values.Numbers) values;
            Moments moments = Moments.of(row -> logarithm(numbers.number(row)), rows);
            return new Log1p(moments.mean(), moments.scale(), missing.fit(numbers, rows));
        }

        @Override
        public double encode(double number) {
            return new Moments(mean, scale).standardize(logarithm(number));
        }

        private static double logarithm(double number) {
            return number > BOUND ? StrictMath.log1p(number) : Double.NaN;
        }
    }

    /**
     * The share of the rows fitted that a value is above: 0 to 1, interpolated between 101 quantiles, the middle where
     * several of them are equal to it. {@code normal} makes of it the number under which that share of the standard
     * normal distribution lies, at most 5.2 from 0.
     */
    record Quantile(@Nullable List<Double> knots, Distribution distribution, Gap missing) implements NumberEncoder {

        private static final int PARTS = 100;

        /** What the numbers are distributed like once they are encoded. */
        public enum Distribution {
            UNIFORM,
            NORMAL;

            static final List<String> WIRE_NAMES = List.of("uniform", "normal");

            /** The name in JSON. */
            @JsonValue
            public String wireName() {
                return name().toLowerCase(Locale.ROOT);
            }
        }

        public Quantile {
            knots = knots == null ? null : List.copyOf(knots);
        }

        @Override
        public Encoder fit(Values values, int[] rows) {
            Quantiles quantiles = Quantiles.of((Values.Numbers) values, rows);
            List<Double> learnt = IntStream.rangeClosed(0, PARTS)
                    .mapToObj(i -> quantiles.at((double) i / PARTS))
                    .toList();
            return new Quantile(learnt, distribution, missing.fit((Values.Numbers) values, rows));
        }

        @Override
        public double encode(double number) {
            if (Double.isNaN(number)) {
                return number;
            }
            double rank = rank(number);
            return switch (distribution) {
                case UNIFORM -> rank;
                case NORMAL -> NormalCurve.quantile(rank);
            };
        }

        private double rank(double number) {
            int below = count(number, false);
            int upTo = count(number, true);
            if (below == 0 && upTo < knots.size()) {
                return 0;
            }
            if (upTo == knots.size() && below > 0) {
                return 1;
            }
            double place = upTo > below ? (below + upTo - 1) / 2.0 : below - 1 + between(number, below);
            return place / (knots.size() - 1);
        }

        private double between(double number, int below) {
            double low = knots.get(below - 1) / 2;
            return (number / 2 - low) / (knots.get(below) / 2 - low);
        }

        /** How many knots are less than the number, or also equal to it. */
        private int count(double number, boolean equal) {
            int low = 0;
            int high = knots.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                boolean counts = equal ? knots.get(middle) <= number : knots.get(middle) < number;
                low = counts ? middle + 1 : low;
                high = counts ? high : middle;
            }
            return low;
        }
    }
}
