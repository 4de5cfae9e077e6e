package org.netsmith.dataset;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/** One column of delimited text on its way into a table. */
final class TableColumn {

    private final String name;
    private final @Nullable ColumnType asked;
    private final boolean named;
    private final ColumnScan scan = new ColumnScan();
    private ColumnScan.Reading found = new ColumnScan.Reading(ColumnType.TEXT);
    private ColumnScan.Reading reading = found;

    /**
     * @param asked the type that the options ask for
     * @param named whether the header gave the name
     */
    TableColumn(String name, @Nullable ColumnType asked, boolean named) {
        this.name = name;
        this.asked = asked;
        this.named = named;
    }

    String name() {
        return name;
    }

    ColumnScan scan() {
        return scan;
    }

    ColumnType type() {
        return reading.type();
    }

    /** Whether the options say what the column is. */
    boolean isAsked() {
        return asked != null;
    }

    /** A column without a name and without values is what is left of a trailing delimiter. */
    boolean isDropped() {
        return !named && scan.isEmpty();
    }

    /** Fixes the type, once the whole file was scanned. */
    void decide(char delimiter, List<Finding> warnings) {
        found = scan.reading(delimiter);
        reading = asked == null ? found : new ColumnScan.Reading(asked, found.style());
        String warning = asked == null ? scan.warning(found) : null;
        if (isDropped()) {
            warnings.add(
                    new Finding("", "a column without a name and without values is left out (\"%s\")".formatted(name)));
        } else if (warning != null) {
            warnings.add(new Finding("", "column \"%s\": %s".formatted(name, warning)));
        }
    }

    /** Fixes the type where the file itself says it. */
    void is(ColumnType type) {
        reading = new ColumnScan.Reading(type);
    }

    /** Whether the type is the one that the values suggest, or holds all of them as they are. */
    boolean isReadAsFound() {
        boolean wider = asked == ColumnType.NUMBER && found.type() == ColumnType.INTEGER;
        return reading.style() == ColumnScan.NumberStyle.PLAIN && (asked == null || asked == found.type() || wider);
    }

    String definition() {
        return DuckDb.identifier(name) + " " + databaseType();
    }

    String databaseType() {
        return switch (type()) {
            case NUMBER -> "DOUBLE";
            case INTEGER -> "BIGINT";
            case BOOLEAN -> "BOOLEAN";
            case CATEGORY, TEXT -> "VARCHAR";
            case DATETIME -> "TIMESTAMP";
            case TENSOR -> throw new IllegalStateException("a table holds no tensors");
        };
    }

    /** Appends a field; false, and nothing appended, where it is not of the column's type. */
    boolean append(String field, DuckDBAppender appender) throws SQLException {
        Literal literal =
                type() == ColumnType.CATEGORY || type() == ColumnType.TEXT ? Literal.OTHER : Literal.of(field);
        if (literal == Literal.MARK || literal == Literal.INFINITE) {
            appender.appendNull();
            return true;
        }
        return switch (type()) {
            case NUMBER -> appendNumber(field, literal, appender);
            case INTEGER -> appendInteger(field, literal, appender);
            case BOOLEAN -> appendBoolean(field, appender);
            case DATETIME -> appendTime(field, literal, appender);
            case CATEGORY, TEXT -> appender.append(field) != null;
            case TENSOR -> false;
        };
    }

    private boolean appendNumber(String field, Literal literal, DuckDBAppender appender) throws SQLException {
        return switch (literal) {
            case INTEGER, BIG_INTEGER, DECIMAL, LEADING_ZERO ->
                appender.append(Double.parseDouble(field.strip())) != null;
            case DECIMAL_COMMA, GROUPED, COMMA ->
                reading.style() != ColumnScan.NumberStyle.PLAIN
                        && appender.append(Double.parseDouble(withPoint(field.strip()))) != null;
            case INFINITE, MARK, LOWER_BOOLEAN, TITLE_BOOLEAN, UPPER_BOOLEAN, DATETIME, OTHER -> false;
        };
    }

    private String withPoint(String number) {
        return reading.style() == ColumnScan.NumberStyle.GROUPED ? number.replace(",", "") : number.replace(',', '.');
    }

    private static boolean appendInteger(String field, Literal literal, DuckDBAppender appender) throws SQLException {
        boolean fits = literal == Literal.INTEGER
                || literal == Literal.LEADING_ZERO && field.strip().matches("[+-]?\\d{1,15}");
        return fits && appender.append(Long.parseLong(field.strip())) != null;
    }

    private static boolean appendBoolean(String field, DuckDBAppender appender) throws SQLException {
        return switch (field.strip().toLowerCase(Locale.ROOT)) {
            case "true", "yes", "y", "t", "1" -> appender.append(true) != null;
            case "false", "no", "n", "f", "0" -> appender.append(false) != null;
            default -> false;
        };
    }

    private static boolean appendTime(String field, Literal literal, DuckDBAppender appender) throws SQLException {
        try {
            return literal == Literal.DATETIME && appender.appendEpochMicros(Literal.microseconds(field)) != null;
        } catch (DateTimeException | ArithmeticException outside) {
            return false;
        }
    }

    /** How true and false are written in the file; lower-case where it is mixed. */
    List<String> truthValues() {
        if (scan.count(Literal.UPPER_BOOLEAN) > 0) {
            return List.of("FALSE", "TRUE");
        }
        return scan.count(Literal.TITLE_BOOLEAN) > 0 ? List.of("False", "True") : List.of("false", "true");
    }
}
