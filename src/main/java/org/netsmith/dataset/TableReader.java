package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads a data set's normal form. */
final class TableReader {

    private static final long MEMORY = 256L << 20;
    private static final int THREADS = 2;

    private static final RecentTable RECENT = new RecentTable(TableReader::readParquet);

    private TableReader() {}

    static Table read(List<Column> columns, Map<String, Path> files) {
        try {
            Map<Boolean, List<Column>> own = columns.stream()
                    .collect(Collectors.partitioningBy(column -> files.containsKey(column.name())
                            && (column.type() == ColumnType.TENSOR || !files.containsKey("table"))));
            Table tensors = readArrays(own.get(true), files);
            return own.get(false).isEmpty()
                    ? tensors
                    : tensors.beside(RECENT.get(own.get(false), files.get("table")));
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
        return new Values.Numbers(numbers);
    }

    private static Table readParquet(List<Column> columns, Path parquet) throws SQLException {
        try (DuckDb database = DuckDb.reading(parquet, THREADS, MEMORY)) {
            String source = "read_parquet(%s)"
                    .formatted(DuckDb.literal(parquet.toAbsolutePath().toString()));
            int rows = database.query("SELECT count(*) FROM " + source, TableReader::count);
            List<Filling> fillings =
                    columns.stream().map(column -> Filling.of(column, rows)).toList();
            String selected = String.join(
                    ", ", columns.stream().map(TableReader::selected).toList());
            database.query("SELECT %s FROM %s".formatted(selected, source), answer -> fill(answer, fillings));
            Map<String, Values> values = new LinkedHashMap<>();
            for (int i = 0; i < columns.size(); i++) {
                values.put(columns.get(i).name(), fillings.get(i).values());
            }
            return new Table(values, rows);
        }
    }

    private static int count(ResultSet answer) throws SQLException {
        answer.next();
        return Math.toIntExact(answer.getLong(1));
    }

    private static String selected(Column column) {
        String name = DuckDb.identifier(column.name());
        return column.type() == ColumnType.DATETIME ? "epoch_ms(%s)".formatted(name) : name;
    }

    private static int fill(ResultSet answer, List<Filling> fillings) throws SQLException {
        int row = 0;
        for (; answer.next(); row++) {
            for (int i = 0; i < fillings.size(); i++) {
                fillings.get(i).take(answer, i + 1, row);
            }
        }
        return row;
    }

    /** A column being filled from an answer of the database. */
    private sealed interface Filling {

        void take(ResultSet answer, int place, int row) throws SQLException;

        Values values();

        static Filling of(Column column, int rows) {
            return switch (column.type()) {
                case NUMBER, INTEGER, DATETIME -> new Numbers(new double[rows]);
                case BOOLEAN -> new Truths(new int[rows], column.categories());
                case CATEGORY, TEXT -> new Texts(new int[rows], new HashMap<>(), new ArrayList<>());
                case TENSOR -> throw new IllegalArgumentException("a table holds no tensors");
            };
        }

        record Numbers(double[] numbers) implements Filling {
            @Override
            public void take(ResultSet answer, int place, int row) throws SQLException {
                double number = answer.getDouble(place);
                numbers[row] = answer.wasNull() ? Double.NaN : number;
            }

            @Override
            public Values values() {
                return new Values.Numbers(numbers);
            }
        }

        /** @param dictionary how false and true are written, in this order */
        record Truths(int[] codes, List<String> dictionary) implements Filling {
            @Override
            public void take(ResultSet answer, int place, int row) throws SQLException {
                boolean truth = answer.getBoolean(place);
                codes[row] = answer.wasNull() ? -1 : truth ? 1 : 0;
            }

            @Override
            public Values values() {
                return new Values.Codes(codes, dictionary);
            }
        }

        record Texts(int[] codes, Map<String, Integer> places, List<String> dictionary) implements Filling {
            @Override
            public void take(ResultSet answer, int place, int row) throws SQLException {
                String text = answer.getString(place);
                codes[row] = text == null ? -1 : places.computeIfAbsent(text, this::append);
            }

            private int append(String text) {
                dictionary.add(text);
                return dictionary.size() - 1;
            }

            @Override
            public Values values() {
                return new Values.Codes(codes, List.copyOf(dictionary));
            }
        }
    }
}
