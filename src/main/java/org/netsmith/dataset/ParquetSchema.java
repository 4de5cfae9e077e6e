package org.netsmith.dataset;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what the columns of a Parquet file become. */
final class ParquetSchema {

    private static final Pattern DECIMAL = Pattern.compile("DECIMAL\\((\\d+),\\s*(\\d+)\\)");
    private static final int LONGEST_EXACT_DECIMAL = 18;
    private static final int DEEPEST = 32;

    private final DuckDb database;
    private final String table;
    private final Intake intake;
    private final List<ParquetColumn> columns = new ArrayList<>();

    /** @param table where the rows of the file are, as SQL */
    ParquetSchema(DuckDb database, String table, Intake intake) {
        this.database = database;
        this.table = table;
        this.intake = intake;
    }

    /** A type of ours and the value of that type, as SQL. */
    private record Typed(ColumnType type, String value) {}

    List<ParquetColumn> columns() throws SQLException {
        for (Map.Entry<String, String> column : described("*").entrySet()) {
            add(column.getKey(), DuckDb.identifier(column.getKey()), column.getValue(), 0);
        }
        return columns;
    }

    /** Names and types, as the database calls them. */
    private Map<String, String> described(String selected) throws SQLException {
        return database.query("DESCRIBE SELECT %s FROM %s".formatted(selected, table), rows -> {
            Map<String, String> described = new LinkedHashMap<>();
            while (rows.next()) {
                described.put(rows.getString("column_name"), rows.getString("column_type"));
            }
            return described;
        });
    }

    private void add(String name, String given, String type, int depth) throws SQLException {
        if (type.startsWith("STRUCT(") && !type.endsWith("]") && depth < DEEPEST) {
            for (Map.Entry<String, String> child :
                    described("unnest(%s)".formatted(given)).entrySet()) {
                String inside = "struct_extract(%s, %s)".formatted(given, DuckDb.literal(child.getKey()));
                add(name + "." + child.getKey(), inside, child.getValue(), depth + 1);
            }
            return;
        }
        requireBounds(name);
        Optional<Typed> typed = typed(given, type);
        if (typed.isEmpty()) {
            intake.warn("column \"%s\" is left out: values of type %s cannot be read"
                    .formatted(Received.shortened(name), Received.shortened(type)));
            return;
        }
        columns.add(column(name, given, typed.get()));
    }

    private void requireBounds(String name) {
        if (columns.size() == intake.limits().columns()) {
            throw Rejection.of(
                    intake.first().name(),
                    "more columns than the limit of %d"
                            .formatted(intake.limits().columns()));
        }
        if (name.isBlank() || name.length() > Header.LONGEST_NAME) {
            throw Rejection.of(
                    intake.first().name(),
                    "a column name of %d characters; 1 to %d are taken".formatted(name.length(), Header.LONGEST_NAME));
        }
    }

    private ParquetColumn column(String name, String given, Typed typed) {
        ColumnType asked = intake.options().types().get(name);
        TableColumn column = new TableColumn(name, asked, true);
        column.is(asked == null ? typed.type() : asked);
        return new ParquetColumn(column, given, asked(typed, asked));
    }

    private Optional<Typed> typed(String given, String type) throws SQLException {
        if (type.endsWith("]") || type.startsWith("MAP(") || type.startsWith("STRUCT(")) {
            return typed(ColumnType.TEXT, "to_json(%s)::VARCHAR".formatted(given));
        }
        Matcher decimal = DECIMAL.matcher(type);
        if (decimal.matches()) {
            boolean exact = decimal.group(2).equals("0") && Integer.parseInt(decimal.group(1)) <= LONGEST_EXACT_DECIMAL;
            return exact ? integer(given) : typed(ColumnType.NUMBER, given + "::DOUBLE");
        }
        if (type.startsWith("ENUM(")) {
            return typed(ColumnType.TEXT, given + "::VARCHAR");
        }
        return switch (type) {
            case "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER" -> integer(given);
            case "UBIGINT", "HUGEINT", "UHUGEINT" -> large(given);
            case "FLOAT", "DOUBLE" ->
                typed(ColumnType.NUMBER, "CASE WHEN isfinite(%1$s) THEN %1$s::DOUBLE END".formatted(given));
            case "BOOLEAN" -> typed(ColumnType.BOOLEAN, given);
            case "DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMP WITH TIME ZONE" ->
                typed(
                        ColumnType.DATETIME,
                        "CASE WHEN isfinite(%1$s) THEN make_timestamp(epoch_us(%1$s)) END".formatted(given));
            case "VARCHAR", "UUID", "TIME", "TIME_NS", "TIME WITH TIME ZONE", "INTERVAL", "JSON", "\"NULL\"" ->
                typed(ColumnType.TEXT, given + "::VARCHAR");
            default -> Optional.empty();
        };
    }

    private static Optional<Typed> typed(ColumnType type, String value) {
        return Optional.of(new Typed(type, value));
    }

    private static Optional<Typed> integer(String given) {
        return typed(ColumnType.INTEGER, given + "::BIGINT");
    }

    /** Integers that may not fit 64 bits with a sign. */
    private Optional<Typed> large(String given) throws SQLException {
        long beyond = database.number(
                "SELECT count(%1$s) - count(TRY_CAST(%1$s AS BIGINT)) FROM %2$s".formatted(given, table));
        return beyond == 0 ? integer(given) : typed(ColumnType.NUMBER, given + "::DOUBLE");
    }

    /** The value as the options want it; null where it is not of that type. */
    private static String asked(Typed typed, @Nullable ColumnType asked) {
        return switch (asked) {
            case null -> typed.value();
            case NUMBER -> "TRY_CAST(%s AS DOUBLE)".formatted(typed.value());
            case INTEGER ->
                "CASE WHEN TRY_CAST(%1$s AS DOUBLE) = trunc(TRY_CAST(%1$s AS DOUBLE)) THEN TRY_CAST(%1$s AS BIGINT) END"
                        .formatted(typed.value());
            case BOOLEAN -> "TRY_CAST(%s AS BOOLEAN)".formatted(typed.value());
            case DATETIME -> "TRY_CAST(%s AS TIMESTAMP)".formatted(typed.value());
            case CATEGORY, TEXT -> typed.value() + "::VARCHAR";
            case TENSOR -> throw new IllegalArgumentException("a table holds no tensors");
        };
    }
}
