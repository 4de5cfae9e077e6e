package org.netsmith.dataset;

/** How numbers are written as categories and labels. */
final class Numerals {

    private static final double EXACT_INTEGERS = 0x1p53;

    private Numerals() {}

    /** {@code 3} for whole numbers of at most 2^53, else the shortest decimal that reads back as the same double. */
    static String text(double value) {
        boolean whole = value == Math.rint(value) && Math.abs(value) <= EXACT_INTEGERS;
        return whole ? Long.toString((long) value) : Double.toString(value);
    }
}
