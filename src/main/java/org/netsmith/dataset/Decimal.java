package org.netsmith.dataset;

import java.math.BigInteger;

/**
 * Decimal numbers as doubles, rounded to the nearest one and to the even one of two that are as near. Small numbers are
 * computed exactly (Clinger, “How to read floating point numbers accurately”, 1990), the others from 128 bits of the
 * power of five (Lemire, “Number parsing at a gigabyte per second”, 2021), which is enough for any 64-bit integer
 * (Mushtak and Lemire, “Fast number parsing without fallback”, 2023).
 */
final class Decimal {

    /** An integer of that many digits fits into 64 bits without a sign. */
    static final int MOST_DIGITS = 19;

    /** Integers up to here, and powers of ten up to the next, are doubles themselves. */
    private static final long EXACT_INTEGERS = 1L << 53;

    private static final double[] EXACT_POWERS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** With 64-bit integers in front, smaller powers of ten make 0 and larger ones no finite number. */
    private static final int LEAST_POWER = -342;

    private static final int MOST_POWER = 308;

    private static final int FRACTION_BITS = 52;
    private static final long HIDDEN_BIT = 1L << FRACTION_BITS;
    private static final int BIAS = 1023;
    private static final int INFINITE_EXPONENT = 2047;

    /** The bits of a product below those that a double and its rounding need. */
    private static final long UNCERTAIN = -1L >>> FRACTION_BITS + 3;

    /** Only there can a 64-bit integer times a power of ten lie in the middle between two doubles. */
    private static final int LEAST_TIE = -4;

    private static final int MOST_TIE = 23;

    private Decimal() {}

    /**
     * The double nearest to {@code digits · 10^exponent}, infinite where that is too large.
     *
     * @param digits without a sign
     */
    static double of(long digits, int exponent) {
        boolean exact = digits >= 0 && digits <= EXACT_INTEGERS;
        if (exact && exponent >= 0 && exponent < EXACT_POWERS.length) {
            return digits * EXACT_POWERS[exponent];
        }
        if (exact && exponent < 0 && -exponent < EXACT_POWERS.length) {
            return digits / EXACT_POWERS[-exponent];
        }
        if (digits == 0 || exponent < LEAST_POWER) {
            return 0;
        }
        return exponent > MOST_POWER ? Double.POSITIVE_INFINITY : rounded(digits, exponent);
    }

    private static double rounded(long digits, int exponent) {
        int zeros = Long.numberOfLeadingZeros(digits);
        long factor = digits << zeros;
        int place = 2 * (exponent - LEAST_POWER);
        long high = Math.unsignedMultiplyHigh(factor, Powers.OF_FIVE[place]);
        long low = factor * Powers.OF_FIVE[place];
        if ((high & UNCERTAIN) == UNCERTAIN) {
            long further = Math.unsignedMultiplyHigh(factor, Powers.OF_FIVE[place + 1]);
            low += further;
            high += Long.compareUnsigned(low, further) < 0 ? 1 : 0;
        }
        int upper = (int) (high >>> 63);
        int shift = upper + Long.SIZE - FRACTION_BITS - 3;
        long mantissa = high >>> shift;
        int binary = binaryExponent(exponent) + upper - zeros + BIAS;
        if (binary <= 0) {
            return subnormal(mantissa, binary);
        }
        boolean tie = Long.compareUnsigned(low, 1) <= 0
                && exponent >= LEAST_TIE
                && exponent <= MOST_TIE
                && (mantissa & 3) == 1
                && mantissa << shift == high;
        return normal(tie ? mantissa - 1 : mantissa, binary);
    }

    /** The place of the highest bit of {@code 10^exponent · 2^63}: {@code ⌊log₂ 10^exponent⌋ + 63}. */
    private static int binaryExponent(int exponent) {
        return (217_706 * exponent >> 16) + 63;
    }

    /** @param mantissa with one bit more than it has in the double */
    private static double normal(long mantissa, int binary) {
        long half = mantissa + (mantissa & 1) >>> 1;
        boolean carried = half >= 2 * HIDDEN_BIT;
        long exponent = carried ? binary + 1 : binary;
        long fraction = carried ? 0 : half & ~HIDDEN_BIT;
        return exponent >= INFINITE_EXPONENT
                ? Double.POSITIVE_INFINITY
                : Double.longBitsToDouble(exponent << FRACTION_BITS | fraction);
    }

    /** Less than the least exponent: leading zeros take the place of digits. */
    private static double subnormal(long mantissa, int binary) {
        int shift = 1 - binary;
        if (shift >= Long.SIZE) {
            return 0;
        }
        long longer = mantissa >>> shift;
        // A carry into the hidden bit makes the least exponent of its own accord.
        return Double.longBitsToDouble(longer + (longer & 1) >>> 1);
    }

    /** The upper 128 bits of the powers of five, two words each: from 5⁻²⁷ to 5⁻¹ rounded up, elsewhere cut off. */
    private static final class Powers {

        static final long[] OF_FIVE = new long[2 * (MOST_POWER - LEAST_POWER + 1)];

        private static final int BITS = 128;
        private static final int LAST_ROUNDED_UP = 27;

        static {
            for (int power = LEAST_POWER; power <= MOST_POWER; power++) {
                BigInteger bits = power < 0 ? reciprocal(-power) : leading(BigInteger.valueOf(5).pow(power));
                OF_FIVE[2 * (power - LEAST_POWER)] = bits.shiftRight(Long.SIZE).longValue();
                OF_FIVE[2 * (power - LEAST_POWER) + 1] = bits.longValue();
            }
        }

        private static BigInteger leading(BigInteger number) {
            return number.shiftLeft(BITS - number.bitLength());
        }

        private static BigInteger reciprocal(int power) {
            BigInteger divisor = BigInteger.valueOf(5).pow(power);
            int scale = 2 * divisor.bitLength() + BITS;
            BigInteger cut = leading(BigInteger.ONE.shiftLeft(scale).divide(divisor));
            return power <= LAST_ROUNDED_UP ? cut.add(BigInteger.ONE) : cut;
        }
    }
}
