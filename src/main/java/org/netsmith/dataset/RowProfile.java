package org.netsmith.dataset;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Profiles the rows of a table. Each figure is a query of its own over one or two columns, so memory does not grow with
 * the number of columns.
 *
 * @param source the table as SQL
 */
record RowProfile(DuckDb database, String source, List<Column> columns) {

    private static final int BINS = 20;
    private static final int MOST_CLASSES = 1000;

    ProfileTask.Result of(@Nullable String target) throws SQLException {
        Column chosen = columns.stream()
                .filter(column -> column.name().equals(target))
                .findAny()
                .orElse(null);
        List<ProfileTask.ColumnDetail> details = new ArrayList<>();
        for (Column column : columns) {
            boolean measured = chosen != null && column != chosen && varies(column) && varies(chosen);
            details.add(new ProfileTask.ColumnDetail(
                    isNumber(column) || column.type() == ColumnType.DATETIME ? histogram(column) : null,
                    measured ? association(column, chosen) : null));
        }
        return new ProfileTask.Result(
                duplicates(), details, chosen == null || !isClasses(chosen) ? List.of() : classes(chosen));
    }

    /** Whether such a column is learned as labels where the request does not say. */
    static boolean isClasses(Column column) {
        return column.type() != ColumnType.NUMBER
                        && column.categories() != null
                        && column.categories().size() <= 20
                || column.type() == ColumnType.CATEGORY
                || column.type() == ColumnType.TEXT
                || column.type() == ColumnType.BOOLEAN;
    }

    /** With squares that are no overflow. */
    private static boolean varies(Column column) {
        boolean squarable = column.min() == null
                || column.max() == null
                || Math.max(-column.min(), column.max()) < NumberProfile.LARGEST_SQUARED;
        return column.distinct() > 1 && squarable;
    }

    private static boolean isNumber(Column column) {
        return column.type() == ColumnType.NUMBER || column.type() == ColumnType.INTEGER;
    }

    /** A column as a number: times as milliseconds. */
    private static String number(Column column) {
        String name = DuckDb.identifier(column.name());
        return column.type() == ColumnType.DATETIME ? "epoch_ms(%s)::DOUBLE".formatted(name) : name + "::DOUBLE";
    }

    /** By 64 bits of every row: of a billion rows two different ones look equal once in 37 tables. */
    private long duplicates() throws SQLException {
        String all =
                columns.stream().map(column -> DuckDb.identifier(column.name())).collect(Collectors.joining(", "));
        return database.number("SELECT count(*) - count(DISTINCT hash(%s)) FROM %s".formatted(all, source));
    }

    private @Nullable Histogram histogram(Column column) throws SQLException {
        double[] extent = numbers("SELECT min(%1$s), max(%1$s) FROM %2$s".formatted(number(column), source), 2);
        double width = (extent[1] - extent[0]) / BINS;
        if (!Double.isFinite(width)) {
            return null;
        }
        int bins = width == 0 ? 1 : BINS;
        String bin = width == 0
                ? "0"
                : "least(%d, floor((%s - (%s)) / (%s)))".formatted(bins - 1, number(column), extent[0], width);
        long[] counts = new long[bins];
        database.query(
                "SELECT (%s)::INTEGER AS bin, count(*) FROM %s WHERE %s IS NOT NULL GROUP BY bin"
                        .formatted(bin, source, DuckDb.identifier(column.name())),
                rows -> {
                    while (rows.next()) {
                        counts[rows.getInt(1)] = rows.getLong(2);
                    }
                    return counts;
                });
        DoubleStream inner = IntStream.range(0, bins).mapToDouble(i -> extent[0] + i * width);
        return new Histogram(
                DoubleStream.concat(inner, DoubleStream.of(extent[1])).boxed().toList(),
                LongStream.of(counts).boxed().toList());
    }

    /** Of the rows that have both values; null where one of them does not vary there. */
    private @Nullable Association association(Column column, Column target) throws SQLException {
        boolean classes = isClasses(target);
        boolean groups = isClasses(column) && !isNumber(column);
        Association.Measure measure = classes && groups
                ? Association.Measure.CRAMERS_V
                : classes || groups ? Association.Measure.CORRELATION_RATIO : Association.Measure.PEARSON;
        double value = switch (measure) {
            case PEARSON -> pearson(column, target);
            case CORRELATION_RATIO -> classes ? ratio(column, target) : ratio(target, column);
            case CRAMERS_V -> cramersV(column, target);
        };
        boolean leak =
                measure == Association.Measure.PEARSON && Math.abs(value) > Association.LEAK || tells(column, target);
        return Double.isFinite(value) ? new Association(measure.wireName(), value, leak) : null;
    }

    private double pearson(Column column, Column target) throws SQLException {
        return numbers("SELECT corr(%s, %s) FROM %s".formatted(number(column), number(target), source), 1)[0];
    }

    private double ratio(Column number, Column groups) throws SQLException {
        String grouped = ("SELECT count(y) AS n, avg(y) AS mean, var_pop(y) AS variance FROM "
                        + "(SELECT %s AS y, %s AS k FROM %s) WHERE y IS NOT NULL AND k IS NOT NULL GROUP BY k")
                .formatted(number(number), DuckDb.identifier(groups.name()), source);
        double[] sums = numbers(
                ("WITH g AS (%s), m AS (SELECT sum(n * mean) / sum(n) AS mean FROM g) "
                                + "SELECT sum(n * (g.mean - m.mean)^2), sum(n * variance) FROM g, m")
                        .formatted(grouped),
                2);
        return Math.sqrt(sums[0] / (sums[0] + sums[1]));
    }

    private double cramersV(Column column, Column target) throws SQLException {
        double[] sums = numbers(
                ("WITH p AS (SELECT %s AS a, %s AS b, count(*) AS n FROM %s WHERE a IS NOT NULL AND b IS NOT NULL "
                                + "GROUP BY a, b), "
                                + "ra AS (SELECT a, sum(n) AS n FROM p GROUP BY a), "
                                + "rb AS (SELECT b, sum(n) AS n FROM p GROUP BY b), "
                                + "t AS (SELECT sum(n) AS n FROM p) "
                                + "SELECT sum(p.n * p.n / (ra.n * rb.n)) - 1, "
                                + "(SELECT count(*) FROM ra), (SELECT count(*) FROM rb) "
                                + "FROM p JOIN ra USING (a) JOIN rb USING (b)")
                        .formatted(DuckDb.identifier(column.name()), DuckDb.identifier(target.name()), source),
                3);
        return Math.sqrt(Math.max(0, sums[0]) / (Math.min(sums[1], sums[2]) - 1));
    }

    private boolean tells(Column column, Column target) throws SQLException {
        double[] counts = numbers(
                ("WITH p AS (SELECT %s AS a, %s AS b, count(*) AS n FROM %s WHERE a IS NOT NULL AND b IS NOT NULL "
                                + "GROUP BY a, b) SELECT count(*), count(DISTINCT a), sum(n) FROM p")
                        .formatted(DuckDb.identifier(column.name()), DuckDb.identifier(target.name()), source),
                3);
        return counts[0] == counts[1] && counts[1] > 1 && 2 * counts[1] <= counts[2];
    }

    private List<Column.TopValue> classes(Column target) throws SQLException {
        String name = DuckDb.identifier(target.name());
        String sql = "SELECT %1$s::VARCHAR, count(*) AS n FROM %2$s WHERE %1$s IS NOT NULL GROUP BY 1 "
                + "ORDER BY n DESC, 1 LIMIT %3$d";
        return database.query(sql.formatted(name, source, MOST_CLASSES), rows -> {
            List<Column.TopValue> classes = new ArrayList<>();
            while (rows.next()) {
                classes.add(new Column.TopValue(written(target, rows.getString(1)), rows.getLong(2)));
            }
            return classes;
        });
    }

    /** A truth value as the file writes it. */
    private static String written(Column column, String value) {
        boolean truths = column.type() == ColumnType.BOOLEAN
                && column.categories() != null
                && column.categories().size() == 2;
        return truths ? column.categories().get(value.equals("true") ? 1 : 0) : value;
    }

    /** The numbers of the only row of an answer; what is null is NaN. */
    private double[] numbers(String sql, int count) throws SQLException {
        return database.query(sql, rows -> {
            rows.next();
            double[] numbers = new double[count];
            Arrays.fill(numbers, Double.NaN);
            for (int i = 0; i < count; i++) {
                double number = rows.getDouble(i + 1);
                numbers[i] = rows.wasNull() ? Double.NaN : number;
            }
            return numbers;
        });
    }
}
