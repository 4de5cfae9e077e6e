package org.netsmith.dataset;

import java.util.function.IntToDoubleFunction;

/** Mean and standard deviation (divisor n; 1 where that would be 0) of numbers, summed in the order of the rows. */
record Moments(double mean, double scale) {

    /** Missing values (NaN) do not count; mean 0 and scale 1 where nothing is left. */
    static Moments of(Values.Numbers values, int[] rows) {
        return of(values::number, rows);
    }

    /** The same of what a row's number is made into. */
    static Moments of(IntToDoubleFunction values, int[] rows) {
        double largest = 0;
        long count = 0;
        for (int row : rows) {
            if (!Double.isNaN(values.applyAsDouble(row))) {
                largest = Math.max(largest, Math.abs(values.applyAsDouble(row)));
                count++;
            }
        }
        // A power of two keeps every digit, and sums and squares of the largest doubles finite.
        double unit =
                largest > 0x1p400 || largest < 0x1p-400 && largest > 0 ? Math.scalb(1.0, Math.getExponent(largest)) : 1;
        return count == 0 ? new Moments(0, 1) : scaled(values, rows, unit, count);
    }

    private static Moments scaled(IntToDoubleFunction values, int[] rows, double unit, long count) {
        double sum = 0;
        for (int row : rows) {
            sum += Double.isNaN(values.applyAsDouble(row)) ? 0 : values.applyAsDouble(row) / unit;
        }
        double mean = sum / count;
        double squares = 0;
        for (int row : rows) {
            double distance = Double.isNaN(values.applyAsDouble(row)) ? 0 : values.applyAsDouble(row) / unit - mean;
            squares += distance * distance;
        }
        double deviation = Math.sqrt(squares / count) * unit;
        // Rounding leaves a trace of deviation among equal values, which must not be blown up to 1.
        boolean constant = !(deviation > 1e-12 * Math.abs(mean * unit)) || deviation < Double.MIN_NORMAL;
        return new Moments(mean * unit, constant ? 1 : deviation);
    }

    /** Halved on the way, so that the distance of the largest doubles does not overflow. */
    double standardize(double value) {
        return (value / 2 - mean / 2) / (scale / 2);
    }

    /** Four significant digits, for showing. */
    static double short4(double value) {
        return value == 0 || !Double.isFinite(value)
                ? 0
                : new java.math.BigDecimal(value)
                        .round(new java.math.MathContext(4))
                        .doubleValue();
    }
}
