package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a data set's normal form. */
final class TableReader {

    private TableReader() {}

    static Table read(List<Column> columns, Map<String, Path> files, Path cache) {
        try {
            Map<Boolean, List<Column>> own = columns.stream()
                    .collect(Collectors.partitioningBy(column -> files.containsKey(column.name())
                            && (column.type() == ColumnType.TENSOR || !files.containsKey("table"))));
            Table tensors = readArrays(own.get(true), files);
            return own.get(false).isEmpty()
                    ? tensors
                    : tensors.beside(new TableCache(cache).read(own.get(false), files.get("table")));
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
            NumberArray array = Idx.open(column.name(), files.get(column.name()));
            rows = Math.toIntExact(array.rows());
            values.put(column.name(), column.type() == ColumnType.TENSOR ? tensor(array) : numbers(array));
        }
        return new Table(values, rows);
    }

    private static Values tensor(NumberArray array) {
        return array.element().equals(Element.BYTE)
                ? new Values.Bytes(array.bytes(), array.rowSize())
                : new Values.Floats(array.bytes(), array.rowSize());
    }

    /** Labels that were kept in a file of their own. */
    private static Values numbers(NumberArray array) {
        double[] numbers = new double[Math.toIntExact(array.rows())];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = array.number(row);
        }
        return Values.Numbers.of(numbers);
    }
}
