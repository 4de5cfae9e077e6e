package org.netsmith.dataset;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.OptionalDouble;

/** Dates and times as texts: {@code 2024-02-29}, {@code 2024-02-29T12:30:00Z}. */
final class DateText {

    private DateText() {}

    /** Milliseconds since 1970, as the database tells them; nothing where the text is no date. */
    static OptionalDouble millis(String text) {
        try {
            return Literal.of(text) == Literal.DATETIME
                    ? OptionalDouble.of(Literal.microseconds(text) / 1000)
                    : OptionalDouble.empty();
        } catch (DateTimeException | ArithmeticException outside) {
            return OptionalDouble.empty();
        }
    }

    static String of(double millis) {
        return Instant.ofEpochMilli((long) millis).toString();
    }
}
