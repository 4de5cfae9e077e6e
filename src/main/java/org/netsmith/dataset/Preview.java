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

    static void write(DuckDb database, List<Column> columns, Path file) throws SQLException, IOException {
        String sql = "SELECT %s FROM %s LIMIT %d"
                .formatted(
                        String.join(
                                ", ", columns.stream().map(Preview::selected).toList()),
                        TableIngest.TABLE,
                        rows(columns.size()));
        JSON.writeValue(file, database.query(sql, rows -> {
            List<Map<String, Object>> preview = new ArrayList<>();
            while (rows.next()) {
                preview.add(row(rows, columns));
            }
            return preview;
        }));
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

    /** Images and labels. */
    static void write(Idx x, Idx y, Path file) throws IOException {
        List<Map<String, Object>> preview = new ArrayList<>();
        for (int row = 0; row < Math.min(x.rows(), rows(x.rowSize())); row++) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("x", nested(x, (long) row * x.rowSize(), x.extents().subList(1, x.rank())));
            object.put("y", y.get(row));
            preview.add(object);
        }
        JSON.writeValue(file, preview);
    }

    private static Object nested(Idx idx, long start, List<Long> extents) {
        if (extents.isEmpty()) {
            return idx.get(start);
        }
        List<Long> rest = extents.subList(1, extents.size());
        long step = rest.stream().reduce(1L, Math::multiplyExact);
        List<Object> values = new ArrayList<>();
        for (long i = 0; i < extents.getFirst(); i++) {
            values.add(nested(idx, start + i * step, rest));
        }
        return values;
    }
}
