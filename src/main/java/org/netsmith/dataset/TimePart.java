package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/** A part of a date and time (UTC); the wire name is the lower-case name. */
public enum TimePart {
    YEAR(0),
    MONTH(12),
    /** From 1; a cycle of it is 365.2425 days. */
    DAY_OF_YEAR(365.2425),
    /** Monday is 1. */
    DAY_OF_WEEK(7),
    /** With its minutes as a fraction. */
    HOUR(24);

    private final double period;

    TimePart(double period) {
        this.period = period;
    }

    /** The name in JSON. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    double of(LocalDateTime time) {
        return switch (this) {
            case YEAR -> time.getYear();
            case MONTH -> time.getMonthValue();
            case DAY_OF_YEAR -> time.getDayOfYear();
            case DAY_OF_WEEK -> time.getDayOfWeek().getValue();
            case HOUR -> time.getHour() + time.getMinute() / 60.0;
        };
    }

    /** How far round its cycle the part is, in radians. */
    double angle(LocalDateTime time) {
        return 2 * Math.PI * of(time) / period;
    }

    /** @param millis since 1970 */
    static LocalDateTime time(double millis) {
        long whole = (long) Math.floor(millis);
        return LocalDateTime.ofEpochSecond(
                Math.floorDiv(whole, 1000L), (int) Math.floorMod(whole, 1000L) * 1_000_000, ZoneOffset.UTC);
    }
}
