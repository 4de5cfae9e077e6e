package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The first rows of a data set as JSON objects, in a form that prediction takes too. */
final class Preview {

    static final String FILE = "preview.json";
    static final int MOST_ROWS = 500;

    private static final int MOST_NUMBERS = 400_000;
    private static final int LONGEST_TEXT = 1000;
    private static final JsonMapper JSON = new JsonMapper();

    private Preview() {}

    /** @param tensors those among the columns that are no part of the table */
    static void write(DuckDb database, List<Column> columns, Map<String, NumberArray> tensors, Path file)
            throws SQLException, IOException {
        List<Column> table = columns.stream()
                .filter(column -> !tensors.containsKey(column.name()))
                .toList();
        int most = rows(table.size()
                + tensors.values().stream().mapToInt(NumberArray::rowSize).sum());
        List<Map<String, Object>> preview = new ArrayList<>();
        tensors.forEach((name, tensor) -> take(name, tensor, most, preview));
        if (!table.isEmpty()) {
            take(database, table, most, preview);
        }
        JSON.writeValue(file, preview);
    }

    private static void take(String name, NumberArray tensor, int most, List<Map<String, Object>> preview) {
        for (int row = 0; row < Math.min(most, tensor.rows()); row++) {
            object(preview, row).put(name, nested(tensor, (long) row * tensor.rowSize(), tensor.rowExtents()));
        }
    }

    private static void take(DuckDb database, List<Column> columns, int most, List<Map<String, Object>> preview)
            throws SQLException {
        String sql = "SELECT %s FROM %s LIMIT %d"
                .formatted(
                        String.join(
                                ", ", columns.stream().map(Preview::selected).toList()),
                        TableIngest.TABLE,
                        most);
        database.query(sql, rows -> {
            int row = 0;
            while (rows.next()) {
                object(preview, row++).putAll(row(rows, columns));
            }
            return row;
        });
    }

    private static Map<String, Object> object(List<Map<String, Object>> preview, int row) {
        if (row == preview.size()) {
            preview.add(new LinkedHashMap<>());
        }
        return preview.get(row);
    }

    private static int rows(int numbersPerRow) {
        return Math.clamp(MOST_NUMBERS / numbersPerRow, 1, MOST_ROWS);
    }

    private static String selected(Column column) {
        String name = DuckDb.identifier(column.name());
        return column.type() == ColumnType.DATETIME ? "epoch_us(%s)".formatted(name) : name;
    }

    private static Map<String, Object> row(ResultSet rows, List<Column> columns) throws SQLException {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = value(rows, i + 1, columns.get(i));
            row.put(columns.get(i).name(), rows.wasNull() ? null : value);
        }
        return row;
    }

    private static @Nullable Object value(ResultSet rows, int place, Column column) throws SQLException {
        return switch (column.type()) {
            case NUMBER -> rows.getDouble(place);
            case INTEGER -> rows.getLong(place);
            case BOOLEAN -> rows.getBoolean(place);
            case CATEGORY -> rows.getString(place);
            case TEXT -> shortened(rows.getString(place));
            case DATETIME ->
                Instant.EPOCH.plus(rows.getLong(place), ChronoUnit.MICROS).toString();
            case TENSOR -> throw new IllegalStateException("a table holds no tensors");
        };
    }

    private static @Nullable String shortened(@Nullable String text) {
        return text == null || text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…";
    }

    private static Object nested(NumberArray tensor, long start, List<Long> extents) {
        if (extents.isEmpty()) {
            return tensor.element().isInteger() ? (Object) (int) tensor.number(start) : (Object) tensor.number(start);
        }
        List<Long> rest = extents.subList(1, extents.size());
        long step = rest.stream().reduce(1L, Math::multiplyExact);
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < extents.getFirst(); i++) {
            values.add(nested(tensor, start + i * step, rest));
        }
        return values;
    }
}
