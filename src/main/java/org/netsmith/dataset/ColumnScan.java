package org.netsmith.dataset;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the fields of one column looked like, over the whole file; from that its type. */
final class ColumnScan {

    /** How the numbers of a column are written. */
    enum NumberStyle {
        PLAIN,
        DECIMAL_COMMA,
        GROUPED
    }

    /** What a column is read as. {@code style} matters for numbers only. */
    record Reading(ColumnType type, NumberStyle style) {

        Reading(ColumnType type) {
            this(type, NumberStyle.PLAIN);
        }
    }

    private static final Set<Literal> PLAIN_NUMBERS =
            EnumSet.of(Literal.INTEGER, Literal.BIG_INTEGER, Literal.DECIMAL, Literal.INFINITE);
    private static final double WORTH_A_WARNING = 0.05;

    private final long[] counts = new long[Literal.values().length];
    private final long[] firstLines = new long[counts.length];
    private final String[] firstValues = new String[counts.length];
    private long missing;
    private long present;

    void missing() {
        missing++;
    }

    void present(String field, long line) {
        Literal literal = Literal.of(field);
        if (counts(literal)) {
            remember(literal, field, line);
        }
    }

    /** Counts a field; whether it is the first of its kind, which is to be remembered. */
    boolean counts(Literal literal) {
        present++;
        return counts[literal.ordinal()]++ == 0;
    }

    /** Keeps the first field of a kind for messages. */
    void remember(Literal literal, String field, long line) {
        firstLines[literal.ordinal()] = line;
        firstValues[literal.ordinal()] = field;
    }

    /** Adds what was seen further down, where the first line has this number. */
    void add(ColumnScan later, long firstLine) {
        for (Literal literal : Literal.values()) {
            int i = literal.ordinal();
            if (counts[i] == 0 && later.counts[i] > 0) {
                remember(literal, later.firstValues[i], firstLine + later.firstLines[i]);
            }
            counts[i] += later.counts[i];
        }
        missing += later.missing;
        present += later.present;
    }

    /** Fields that are not missing. */
    long present() {
        return present;
    }

    boolean isEmpty() {
        return present == 0;
    }

    long count(Literal literal) {
        return counts[literal.ordinal()];
    }

    /** The first field of a kind, for a message: {@code line 7: "12 cm"}. */
    String first(Literal literal) {
        return "line %d: \"%s\""
                .formatted(firstLines[literal.ordinal()], Received.shortened(firstValues[literal.ordinal()]));
    }

    /** @param delimiter a comma between fields makes a decimal comma unlikely */
    Reading reading(char delimiter) {
        long marks = count(Literal.MARK);
        if (present == 0) {
            return new Reading(ColumnType.TEXT);
        }
        if (isAll(Literal.LOWER_BOOLEAN) || isAll(Literal.TITLE_BOOLEAN) || isAll(Literal.UPPER_BOOLEAN)) {
            return new Reading(ColumnType.BOOLEAN);
        }
        if (count(Literal.DATETIME) > 0 && count(Literal.DATETIME) + marks == present) {
            return new Reading(ColumnType.DATETIME);
        }
        return number(delimiter, present - marks).orElse(new Reading(ColumnType.TEXT));
    }

    private Optional<Reading> number(char delimiter, long values) {
        long plain = sum(PLAIN_NUMBERS);
        long finite = plain - count(Literal.INFINITE);
        if (plain == values && finite > 0) {
            boolean integers = count(Literal.INTEGER) == finite;
            return Optional.of(new Reading(integers ? ColumnType.INTEGER : ColumnType.NUMBER));
        }
        long withComma = count(Literal.COMMA);
        long decimalCommas = count(Literal.DECIMAL_COMMA);
        boolean thousands = delimiter == ',' || count(Literal.GROUPED) > 0 || count(Literal.DECIMAL) > 0;
        if (thousands && plain + count(Literal.GROUPED) + withComma == values && finite + withComma > 0) {
            return Optional.of(new Reading(ColumnType.NUMBER, NumberStyle.GROUPED));
        }
        boolean commas = count(Literal.INTEGER) + decimalCommas + withComma == values && decimalCommas + withComma > 0;
        return commas ? Optional.of(new Reading(ColumnType.NUMBER, NumberStyle.DECIMAL_COMMA)) : Optional.empty();
    }

    private boolean isAll(Literal literal) {
        return count(literal) == present;
    }

    private long sum(Set<Literal> literals) {
        return literals.stream().mapToLong(this::count).sum();
    }

    /** What the owner of the data should know about a reading; null where it is plain. */
    @Nullable
    String warning(Reading reading) {
        return switch (reading.type()) {
            case NUMBER, INTEGER -> numberWarning(reading);
            case DATETIME -> count(Literal.MARK) > 0 ? marksWarning() : null;
            case TEXT, CATEGORY -> present == 0 ? "no values at all" : textWarning();
            case BOOLEAN, TENSOR -> null;
        };
    }

    private @Nullable String numberWarning(Reading reading) {
        if (count(Literal.MARK) > 0) {
            return marksWarning();
        }
        if (count(Literal.INFINITE) > 0) {
            return "%d values are infinite or too large for a double and are taken as missing, first in %s"
                    .formatted(count(Literal.INFINITE), first(Literal.INFINITE));
        }
        if (count(Literal.BIG_INTEGER) > 0) {
            return "integers beyond 2^53 lose digits as numbers, first in %s; the types category and text keep them"
                    .formatted(first(Literal.BIG_INTEGER));
        }
        return switch (reading.style()) {
            case PLAIN -> null;
            case DECIMAL_COMMA -> "read with a comma as decimal point";
            case GROUPED -> "read with commas between thousands";
        };
    }

    private String marksWarning() {
        return "%d values such as \"%s\" are taken as missing, first in %s"
                .formatted(count(Literal.MARK), firstValues[Literal.MARK.ordinal()], first(Literal.MARK));
    }

    private @Nullable String textWarning() {
        if (count(Literal.LEADING_ZERO) > 0 && count(Literal.OTHER) == 0) {
            return "kept as text, because numbers do not begin with 0, first in " + first(Literal.LEADING_ZERO);
        }
        long other = count(Literal.OTHER);
        Set<Literal> numbers = EnumSet.complementOf(EnumSet.of(Literal.OTHER, Literal.MARK));
        boolean mixed = sum(numbers) >= WORTH_A_WARNING * present;
        if (!mixed) {
            return null;
        }
        return other > 0
                ? "kept as text: %d of %d values are numbers, dates or truth values, but not %s"
                        .formatted(sum(numbers), present, first(Literal.OTHER))
                : "kept as text: its numbers, dates or truth values are written in several ways";
    }
}
