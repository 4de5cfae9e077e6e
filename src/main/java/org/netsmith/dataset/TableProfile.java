package org.netsmith.dataset;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/** Works out the statistics of a table's columns. */
final class TableProfile {

    static final List<String> PROBABILITIES = List.of("0.05", "0.25", "0.5", "0.75", "0.95");

    /** A column has categories where its values are as few. */
    static final int MOST_CATEGORIES = 100;

    /** Where the options say that they are categories, they may be as many. */
    static final int MOST_CATEGORIES_ASKED = 10_000;

    /** The longest text shown among the top values. */
    static final int LONGEST_VALUE = 200;

    private static final int TOP_VALUES = 10;
    private static final int COLUMNS_AT_ONCE = 32;
    /** Exact quantiles of more values would take more memory than there is. */
    private static final long MOST_EXACT = 5_000_000;

    /** Squares of larger numbers overflow. */
    static final double LARGEST_SQUARED = 1e150;

    private final DuckDb database;
    private final List<Finding> warnings;

    TableProfile(DuckDb database, List<Finding> warnings) {
        this.database = database;
        this.warnings = warnings;
    }

    /** Counts and extremes of one column. */
    private record Extent(
            long rows,
            long present,
            long distinct,
            @Nullable Double min,
            @Nullable Double max) {}

    List<Column> of(List<TableColumn> columns) throws SQLException {
        List<Column> profile = new ArrayList<>();
        for (int start = 0; start < columns.size(); start += COLUMNS_AT_ONCE) {
            List<TableColumn> some = columns.subList(start, Math.min(columns.size(), start + COLUMNS_AT_ONCE));
            List<Extent> extents = extents(some);
            for (int i = 0; i < some.size(); i++) {
                profile.add(column(some.get(i), extents.get(i)));
            }
        }
        return profile;
    }

    private List<Extent> extents(List<TableColumn> columns) throws SQLException {
        String sql = "SELECT count(*)"
                + String.join("", columns.stream().map(TableProfile::extentSql).toList());
        return database.query(sql + " FROM " + TableIngest.TABLE, rows -> {
            rows.next();
            List<Extent> extents = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                int at = 2 + 4 * i;
                extents.add(new Extent(
                        rows.getLong(1),
                        rows.getLong(at),
                        rows.getLong(at + 1),
                        number(rows, at + 2),
                        number(rows, at + 3)));
            }
            return extents;
        });
    }

    private static String extentSql(TableColumn column) {
        String name = DuckDb.identifier(column.name());
        String extremes = switch (column.type()) {
            case NUMBER, INTEGER -> "min(%1$s)::DOUBLE, max(%1$s)::DOUBLE";
            case DATETIME, BOOLEAN, CATEGORY, TEXT, TENSOR -> "NULL, NULL";
        };
        return (", count(%1$s), count(DISTINCT %1$s), " + extremes).formatted(name);
    }

    private static @Nullable Double number(ResultSet rows, int place) throws SQLException {
        double value = rows.getDouble(place);
        return rows.wasNull() || !Double.isFinite(value) ? null : value;
    }

    private Column column(TableColumn column, Extent extent) throws SQLException {
        return switch (column.type()) {
            case NUMBER, INTEGER -> numbers(column, extent);
            case BOOLEAN -> plain(column, ColumnType.BOOLEAN, extent, column.truthValues());
            case CATEGORY, TEXT -> text(column, extent);
            case DATETIME -> plain(column, ColumnType.DATETIME, extent, null);
            case TENSOR -> throw new IllegalStateException("a table holds no tensors");
        };
    }

    private Column numbers(TableColumn column, Extent extent) throws SQLException {
        boolean integers = column.type() == ColumnType.INTEGER;
        boolean few = integers && extent.distinct() <= MOST_CATEGORIES && extent.distinct() > 0;
        Moments moments = moments(column, extent);
        return new Column(
                column.name(),
                column.type(),
                List.of(),
                extent.rows() - extent.present(),
                extent.distinct(),
                extent.min(),
                extent.max(),
                moments.mean(),
                moments.std(),
                moments.quantiles(),
                integers ? topValues(column) : null,
                few ? integers(column) : null);
    }

    private record Moments(
            @Nullable Double mean,
            @Nullable Double std,
            @Nullable Map<String, Double> quantiles) {}

    private Moments moments(TableColumn column, Extent extent) throws SQLException {
        if (extent.min() == null || extent.max() == null) {
            return new Moments(null, null, null);
        }
        boolean squarable = Math.max(-extent.min(), extent.max()) < LARGEST_SQUARED;
        String value = DuckDb.identifier(column.name()) + "::DOUBLE";
        String sql = ("SELECT mean, std, %s FROM (SELECT favg(%s) AS mean, %s AS std, %s(%s, [%s]) AS quantiles "
                        + "FROM %s)")
                .formatted(
                        quantilesSql(),
                        value,
                        squarable ? "stddev_samp(%s)".formatted(value) : "NULL",
                        extent.present() > MOST_EXACT ? "approx_quantile" : "quantile_cont",
                        value,
                        String.join(", ", PROBABILITIES),
                        TableIngest.TABLE);
        return database.query(sql, rows -> {
            rows.next();
            Map<String, Double> quantiles = new LinkedHashMap<>();
            for (int i = 0; i < PROBABILITIES.size(); i++) {
                quantiles.put(PROBABILITIES.get(i), number(rows, 3 + i));
            }
            return new Moments(number(rows, 1), number(rows, 2), quantiles);
        });
    }

    private static String quantilesSql() {
        return String.join(
                ", ",
                IntStream.rangeClosed(1, PROBABILITIES.size())
                        .mapToObj("quantiles[%d]"::formatted)
                        .toList());
    }

    private Column text(TableColumn column, Extent extent) throws SQLException {
        boolean few = extent.distinct() <= MOST_CATEGORIES
                && 2 * extent.distinct() <= extent.present()
                && extent.distinct() > 0;
        boolean category = column.isAsked() ? column.type() == ColumnType.CATEGORY : few;
        if (!category) {
            return plain(column, ColumnType.TEXT, extent, null);
        }
        List<String> categories = extent.distinct() <= MOST_CATEGORIES_ASKED ? texts(column) : null;
        if (categories != null) {
            warnOfLikeness(column.name(), categories);
        }
        return plain(column, ColumnType.CATEGORY, extent, categories);
    }

    /** Categories that differ in letter case or outer spaces only are kept apart, but may not be meant so. */
    private void warnOfLikeness(String name, List<String> categories) {
        Map<String, String> seen = new LinkedHashMap<>();
        for (String category : categories) {
            String like = seen.putIfAbsent(category.strip().toLowerCase(Locale.ROOT), category);
            if (like != null) {
                warnings.add(new Finding(
                        "",
                        "column \"%s\": \"%s\" and \"%s\" are two categories"
                                .formatted(name, Received.shortened(like), Received.shortened(category))));
            }
        }
    }

    private Column plain(TableColumn column, ColumnType type, Extent extent, @Nullable List<String> categories)
            throws SQLException {
        return new Column(
                column.name(),
                type,
                List.of(),
                extent.rows() - extent.present(),
                extent.distinct(),
                null,
                null,
                null,
                null,
                null,
                topValues(column),
                categories);
    }

    private List<Column.TopValue> topValues(TableColumn column) throws SQLException {
        String name = DuckDb.identifier(column.name());
        String sql = ("SELECT left(%1$s::VARCHAR, %2$d), count(*) AS n FROM %3$s WHERE %1$s IS NOT NULL "
                        + "GROUP BY %1$s ORDER BY n DESC, %1$s LIMIT %4$d")
                .formatted(name, LONGEST_VALUE, TableIngest.TABLE, TOP_VALUES);
        return database.query(sql, rows -> {
            List<Column.TopValue> values = new ArrayList<>();
            while (rows.next()) {
                values.add(new Column.TopValue(written(column, rows.getString(1)), rows.getLong(2)));
            }
            return values;
        });
    }

    /** A truth value as the file writes it. */
    private static String written(TableColumn column, String value) {
        return column.type() == ColumnType.BOOLEAN ? column.truthValues().get(value.equals("true") ? 1 : 0) : value;
    }

    private List<String> integers(TableColumn column) throws SQLException {
        return distinct(column, " ORDER BY 1");
    }

    /** In the order of Java's strings, whatever the database's collation. */
    private List<String> texts(TableColumn column) throws SQLException {
        List<String> texts = distinct(column, "");
        Collections.sort(texts);
        return texts;
    }

    private List<String> distinct(TableColumn column, String order) throws SQLException {
        String sql = "SELECT DISTINCT %1$s FROM %2$s WHERE %1$s IS NOT NULL"
                .formatted(DuckDb.identifier(column.name()), TableIngest.TABLE);
        return database.query(sql + order, rows -> {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
        });
    }
}
