package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a data set's normal form. */
final class TableReader {

    private TableReader() {}

    static Table read(List<Column> columns, Map<String, Path> files, Path cache) {
        try {
            Path parquet = files.get("table");
            return parquet == null ? readArrays(columns, files) : new TableCache(cache).read(columns, parquet);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (SQLException failed) {
            throw new IllegalStateException("the table cannot be read: " + failed.getMessage(), failed);
        }
    }

    private static Table readArrays(List<Column> columns, Map<String, Path> files) throws IOException {
        Map<String, Values> values = new LinkedHashMap<>();
        int rows = 0;
        for (Column column : columns) {
            Idx idx = Idx.open(column.name(), files.get(column.name()));
            rows = Math.toIntExact(idx.rows());
            values.put(
                    column.name(),
                    column.type() == ColumnType.TENSOR ? new Values.Bytes(idx.bytes(), idx.rowSize()) : numbers(idx));
        }
        return new Table(values, rows);
    }

    private static Values numbers(Idx idx) {
        double[] numbers = new double[Math.toIntExact(idx.rows())];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = idx.get(row);
        }
        return Values.Numbers.of(numbers);
    }
}
