package org.netsmith.dataset;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A way through JSON in UTF-8 that holds brackets, names and numbers. Whatever is something else, or no JSON at all, is
 * not passed; who meets it has to begin again with a real parser, which knows what it is and what is wrong with it.
 */
final class PlainJson {

    /** Less than any limit on numbers: longer ones are for the parser to take or to refuse. */
    private static final int LONGEST_NUMBER = 40;

    /** Further digits of an exponent change nothing: the number is 0 or too large by then. */
    private static final int LARGEST_EXPONENT = 9999;

    /** A number of fewer digits fits into an int. */
    private static final int SHORT = 10;

    private static final int NO_EXPONENT = Integer.MIN_VALUE;

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long UPPER_HALVES = 0xF0F0F0F0F0F0F0F0L;

    private final byte[] bytes;
    private int at;
    private long digits;

    PlainJson(byte[] bytes) {
        this.bytes = bytes;
    }

    /** How many bytes have been passed. */
    int passed() {
        return at;
    }

    /** How many have not. */
    int left() {
        return bytes.length - at;
    }

    /** Passes this character and the white space before it, where that is what comes. */
    boolean pass(char expected) {
        skipSpace();
        return take(expected);
    }

    /** Whether this character comes next, after white space. */
    boolean sees(char expected) {
        skipSpace();
        return next() == expected;
    }

    /** Whether nothing but white space is left. */
    boolean ends() {
        skipSpace();
        return at == bytes.length;
    }

    /**
     * Passes the name of a member and its colon, where it is this one.
     *
     * @param quoted the name in UTF-8 with quotation marks around it
     */
    boolean passName(byte[] quoted) {
        skipSpace();
        int start = at;
        if (comes(quoted)) {
            at += quoted.length;
            if (pass(':')) {
                return true;
            }
            at = start;
        }
        return false;
    }

    private boolean comes(byte[] text) {
        if (left() < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (bytes[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** Passes the name of a member and its colon; null where it is not written as it reads. */
    @Nullable
    String name() {
        if (!pass('"')) {
            return null;
        }
        int start = at;
        while (at < bytes.length && bytes[at] != '"' && bytes[at] != '\\') {
            at++;
        }
        String name = new String(bytes, start, at - start, StandardCharsets.UTF_8);
        return take('"') && pass(':') ? name : null;
    }

    /**
     * Passes numbers with commas between them, rounded as {@link #number} does; false where something else comes.
     *
     * @param into takes so many numbers from a place on, whatever becomes of them
     */
    boolean numbers(double[] into, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (i > from && !pass(',')) {
                return false;
            }
            double number = shortInteger();
            into[i] = Double.isNaN(number) ? number() : number;
            if (Double.isNaN(into[i])) {
                return false;
            }
        }
        return true;
    }

    /** Passes digits with a comma or a bracket behind them, as bytes of images are written; NaN where others come. */
    private double shortInteger() {
        int place = at;
        int end = Math.min(bytes.length, at + SHORT);
        int all = 0;
        while (place < end && isDigit(bytes[place])) {
            all = 10 * all + (bytes[place++] - '0');
        }
        boolean ends = place < end && (bytes[place] == ',' || bytes[place] == ']');
        if (!ends || place == at || bytes[at] == '0' && place - at > 1) {
            return Double.NaN;
        }
        at = place;
        return all;
    }

    /** Passes a number, rounded to the nearest double; NaN where something else comes, or one too long or too large. */
    double number() {
        skipSpace();
        double number = real(at);
        return number < Double.POSITIVE_INFINITY && number > Double.NEGATIVE_INFINITY ? number : Double.NaN;
    }

    private double real(int start) {
        boolean negative = take('-');
        int first = at;
        digits = 0;
        int whole = takeDigits();
        if (whole == 0 || whole > 1 && bytes[first] == '0') {
            return Double.NaN;
        }
        if (next() != '.' && !seesExponent()) {
            // As a parser takes it, a zero that is an integer has no sign.
            return whole < Decimal.MOST_DIGITS ? negative ? -digits : digits : exactly(start);
        }
        int fraction = 0;
        if (take('.')) {
            fraction = takeEights() + takeDigits();
            if (fraction == 0) {
                return Double.NaN;
            }
        }
        int exponent = seesExponent() ? takeExponent() : 0;
        if (exponent == NO_EXPONENT) {
            return Double.NaN;
        }
        if (significant(first, whole + fraction) > Decimal.MOST_DIGITS || at - start > LONGEST_NUMBER) {
            return exactly(start);
        }
        double number = Decimal.of(digits, exponent - fraction);
        return negative ? -number : number;
    }

    /** As {@link #takeDigits}, eight at once, as often as there are eight. */
    private int takeEights() {
        int start = at;
        while (left() >= Long.BYTES) {
            long eight = (long) EIGHT.get(bytes, at);
            if (!areDigits(eight)) {
                break;
            }
            digits = 100_000_000 * digits + valueOf(eight);
            at += Long.BYTES;
        }
        return at - start;
    }

    /** Whether eight bytes are digits: 3 is their upper half, and still is once 6 is added to the lower one. */
    private static boolean areDigits(long eight) {
        return (eight & UPPER_HALVES | (eight + 0x0606060606060606L & UPPER_HALVES) >>> 4) == 0x3333333333333333L;
    }

    /** The number of eight digits, the first one lowest in memory: neighbours to pairs, to fours, to all. */
    private static long valueOf(long eight) {
        long ones = eight - 0x3030303030303030L;
        long pairs = 10 * ones + (ones >>> 8) & 0x00FF00FF00FF00FFL;
        long fours = 100 * pairs + (pairs >>> 16) & 0x0000FFFF0000FFFFL;
        return 10_000 * fours + (fours >>> 32) & 0xFFFFFFFFL;
    }

    /** Passes digits and appends them to those of the number; how many. */
    private int takeDigits() {
        int place = at;
        long all = digits;
        while (place < bytes.length && isDigit(bytes[place])) {
            all = 10 * all + (bytes[place++] - '0');
        }
        int count = place - at;
        at = place;
        digits = all;
        return count;
    }

    private boolean seesExponent() {
        return next() == 'e' || next() == 'E';
    }

    private int takeExponent() {
        at++;
        boolean down = take('-');
        if (!down) {
            take('+');
        }
        int start = at;
        int exponent = 0;
        while (at < bytes.length && isDigit(bytes[at])) {
            exponent = Math.min(LARGEST_EXPONENT, 10 * exponent + (bytes[at++] - '0'));
        }
        return at == start ? NO_EXPONENT : down ? -exponent : exponent;
    }

    /** How many of the digits that begin at a place count: those after leading zeros. */
    private int significant(int first, int count) {
        int left = count;
        for (int i = first; left > Decimal.MOST_DIGITS && (bytes[i] == '0' || bytes[i] == '.'); i++) {
            left -= bytes[i] == '0' ? 1 : 0;
        }
        return left;
    }

    /** The number that has been passed, however many digits it has. */
    private double exactly(int start) {
        return at - start > LONGEST_NUMBER
                ? Double.NaN
                : Double.parseDouble(new String(bytes, start, at - start, StandardCharsets.ISO_8859_1));
    }

    private void skipSpace() {
        while (at < bytes.length && isSpace(bytes[at])) {
            at++;
        }
    }

    private boolean take(char expected) {
        boolean comes = next() == expected;
        at += comes ? 1 : 0;
        return comes;
    }

    /** The next byte; 0, which is nothing that JSON has, where there is none. */
    private byte next() {
        return at < bytes.length ? bytes[at] : 0;
    }

    private static boolean isDigit(byte character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isSpace(byte character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
