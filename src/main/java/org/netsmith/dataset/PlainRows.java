package org.netsmith.dataset;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads rows of numbers, nothing missing, straight from the request into columns. Whatever is unusual in any way is
 * left to {@link InstanceReader}, which has a tree to find its way in and says what it found.
 */
final class PlainRows {

    private final JsonParser json;
    private final List<PlainColumn> columns;
    private final Map<String, PlainColumn> byName = new LinkedHashMap<>();
    private final int most;
    private int rows;

    private PlainRows(JsonParser json, List<PlainColumn> columns, int most) {
        this.json = json;
        this.columns = columns;
        this.most = most;
        columns.forEach(column -> byName.put(column.name(), column));
    }

    /** The rows of {@code {"instances": […]}}, or nothing where they are not plain or more than that many. */
    static Optional<Table> read(JsonParser json, Encoders encoders, int most) {
        if (!encoders.inputs().stream().allMatch(PlainColumn::suits)) {
            return Optional.empty();
        }
        List<PlainColumn> columns = encoders.inputs().stream()
                .map(input -> new PlainColumn(input, json))
                .toList();
        try {
            PlainRows rows = new PlainRows(json, columns, most);
            return rows.request() ? Optional.of(rows.table()) : Optional.empty();
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private Table table() {
        Map<String, Values> values = LinkedHashMap.newLinkedHashMap(columns.size());
        columns.forEach(column -> values.put(column.name(), column.values(rows)));
        return new Table(values, rows);
    }

    private boolean request() {
        return json.nextToken() == JsonToken.START_OBJECT
                && "instances".equals(json.nextName())
                && json.nextToken() == JsonToken.START_ARRAY
                && rows()
                && json.nextToken() == JsonToken.END_OBJECT
                && json.nextToken() == null;
    }

    private boolean rows() {
        for (JsonToken token = json.nextToken(); token != JsonToken.END_ARRAY; token = json.nextToken()) {
            if (rows == most || !row(token)) {
                return false;
            }
            rows++;
        }
        return rows > 0;
    }

    private boolean row(JsonToken first) {
        return switch (first) {
            case START_OBJECT -> object();
            case START_ARRAY -> columns.size() == 1 && columns.getFirst().tensor() ? tensor() : array();
            default -> false;
        };
    }

    private boolean object() {
        int filled = 0;
        for (String name = json.nextName(); name != null; name = json.nextName()) {
            PlainColumn column = column(name, filled++);
            if (column == null || !column.read(json.nextToken(), rows)) {
                return false;
            }
        }
        return filled == columns.size();
    }

    /** Mostly the next one in input order. */
    private @Nullable PlainColumn column(String name, int place) {
        return place < columns.size() && columns.get(place).name().equals(name) ? columns.get(place) : byName.get(name);
    }

    private boolean array() {
        for (PlainColumn column : columns) {
            if (!column.read(json.nextToken(), rows)) {
                return false;
            }
        }
        return json.nextToken() == JsonToken.END_ARRAY;
    }

    /** A row of one tensor stands without brackets around it. */
    private boolean tensor() {
        return columns.getFirst().read(JsonToken.START_ARRAY, rows);
    }
}
