package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows, column by column: what encoders read, in training (from a data set's normal form) and at prediction
 * (from JSON rows, see {@link Instances}) alike. The order of the rows is that of the file.
 */
public final class Table {

    private final Map<String, Values> columns;
    private final int rows;

    Table(Map<String, Values> columns, int rows) {
        this.columns = Map.copyOf(columns);
        this.rows = rows;
    }

    /**
     * Reads the columns named, of the data set version whose normal form lies in these files
     * ({@link DatasetVersion#blobs()} by their paths). In a worker only: loads DuckDB.
     *
     * @param cache where tables are kept for who reads them next
     */
    public static Table read(List<Column> columns, Map<String, Path> files, Path cache) {
        return TableReader.read(columns, files, cache);
    }

    /** The columns of both, row by row. */
    Table beside(Table other) {
        Map<String, Values> all = new HashMap<>(columns);
        all.putAll(other.columns);
        return new Table(all, other.rows);
    }

    /** Loads DuckDB now, so that no task has to wait for it. In a worker only. */
    public static void prepare() {
        try {
            DuckDb.load();
        } catch (SQLException failed) {
            throw new IllegalStateException("DuckDB does not start: " + failed.getMessage(), failed);
        }
    }

    public int rows() {
        return rows;
    }

    /** All rows: 0, 1, 2, … */
    public int[] all() {
        return IntStream.range(0, rows).toArray();
    }

    /** The rows that have a value in this column, in order. */
    public int[] rowsWith(String column) {
        return rowsWith(List.of(column));
    }

    /** The rows that have a value in each of these columns, in order. A row without a target is of no use. */
    public int[] rowsWith(List<String> columns) {
        List<Values> values = columns.stream().map(this::values).toList();
        return IntStream.range(0, rows)
                .filter(row -> values.stream().noneMatch(column -> column.missing(row)))
                .toArray();
    }

    Values values(String column) {
        Values values = columns.get(column);
        if (values == null) {
            throw new IllegalArgumentException("no column \"%s\" was read".formatted(column));
        }
        return values;
    }
}
