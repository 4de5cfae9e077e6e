package org.netsmith.dataset;

import org.jspecify.annotations.Nullable;

/**
 * Tells what the commonest fields look like from their bytes alone, as {@link Literal#of} would; where that takes a
 * closer look it does not try.
 */
final class PlainField {

    private static final int SAFE_DIGITS = 15;
    private static final int SAFE_MANTISSA = 40;
    private static final int SAFE_EXPONENT = 250;
    private static final int[] DAYS = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    private PlainField() {}

    /** Null where nothing can be said. The field is not empty and none of {@link Literal#WORDS}. */
    static @Nullable Literal of(byte[] bytes, int from, int to) {
        byte first = bytes[from];
        if (first >= '0' && first <= '9' || first == '-') {
            return ofNumber(bytes, first == '-' ? from + 1 : from, to);
        }
        boolean simple = first > ' ' && bytes[to - 1] > ' ' && first != '+' && first != '.' && first != ',';
        return simple ? Literal.OTHER : null;
    }

    private static @Nullable Literal ofNumber(byte[] bytes, int from, int to) {
        int whole = digits(bytes, from, to);
        boolean coded = whole - from > 1 && bytes[from] == '0';
        if (whole == from || coded) {
            return null;
        }
        if (whole == to) {
            return to - from <= SAFE_DIGITS ? Literal.INTEGER : null;
        }
        if (bytes[whole] == '-' && whole - from == 4) {
            return isTime(bytes, from, to) ? Literal.DATETIME : null;
        }
        return to - from < SAFE_MANTISSA && isDecimal(bytes, whole, to) ? Literal.DECIMAL : null;
    }

    /** Where digits that begin at a place end. */
    private static int digits(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= '0' && bytes[at] <= '9') {
            at++;
        }
        return at;
    }

    /** Whether a fraction, an exponent or both follow, and nothing more. */
    private static boolean isDecimal(byte[] bytes, int from, int to) {
        int at = from;
        if (bytes[at] == '.') {
            at = digits(bytes, from + 1, to);
            if (at == from + 1) {
                return false;
            }
        }
        return at == to || isExponent(bytes, at, to);
    }

    private static boolean isExponent(byte[] bytes, int from, int to) {
        if (bytes[from] != 'e' && bytes[from] != 'E') {
            return false;
        }
        int start = from + 1 < to && (bytes[from + 1] == '-' || bytes[from + 1] == '+') ? from + 2 : from + 1;
        return start < to
                && to - start <= 3
                && digits(bytes, start, to) == to
                && number(bytes, start, to - start) <= SAFE_EXPONENT;
    }

    /** {@code 2024-02-29}, or with a time {@code 2024-02-29 23:59:59.999999} or with a T between the two. */
    private static boolean isTime(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length != 10 && (length < 19 || length == 20 || length > 26) || bytes[from + 7] != '-') {
            return false;
        }
        int year = number(bytes, from, 4);
        int month = number(bytes, from + 5, 2);
        int day = number(bytes, from + 8, 2);
        boolean date = year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days(year, month);
        return date && (length == 10 || isClock(bytes, from + 10, to));
    }

    private static int days(int year, int month) {
        boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 && leap ? 29 : DAYS[month - 1];
    }

    private static boolean isClock(byte[] bytes, int from, int to) {
        int hour = number(bytes, from + 1, 2);
        int minute = number(bytes, from + 4, 2);
        int second = number(bytes, from + 7, 2);
        return (bytes[from] == 'T' || bytes[from] == ' ')
                && bytes[from + 3] == ':'
                && bytes[from + 6] == ':'
                && hour >= 0
                && hour < 24
                && minute >= 0
                && minute < 60
                && second >= 0
                && second < 60
                && (to == from + 9 || bytes[from + 9] == '.' && digits(bytes, from + 10, to) == to);
    }

    /** The number that so many digits make; -1 where one is none. */
    private static int number(byte[] bytes, int from, int length) {
        int number = 0;
        for (int i = from; i < from + length; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
