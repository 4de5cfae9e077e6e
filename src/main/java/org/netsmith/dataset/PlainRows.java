package org.netsmith.dataset;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows of numbers, nothing missing, straight from the bytes of a request into columns. Whatever is unusual in any
 * way is left to {@link InstanceReader}, which has a tree to find its way in and says what it found. Immutable.
 */
public final class PlainRows {

    private static final byte[] INSTANCES = "\"instances\"".getBytes(StandardCharsets.US_ASCII);

    private final List<PlainColumn> columns;
    private final Map<String, PlainColumn> byName = new HashMap<>();

    /** Rows to predict with these encoders. */
    public PlainRows(Encoders encoders) {
        List<Encoders.Input> inputs = encoders.inputs();
        boolean suits = inputs.stream().allMatch(PlainColumn::suits);
        this.columns = suits ? PlainColumn.of(inputs) : List.of();
        columns.forEach(column -> byName.put(column.name(), column));
    }

    /**
     * The rows of a request {@code {"instances": […]}} where they are numbers only and nothing about them is worth a
     * word; nothing otherwise, and {@link Instances#read} then has the words.
     *
     * @param request JSON in UTF-8
     * @param most how many rows there may be
     */
    public Optional<Table> read(byte[] request, int most) {
        if (columns.isEmpty()) {
            return Optional.empty();
        }
        Reading reading = new Reading(new PlainJson(request), most);
        return reading.request() ? Optional.of(reading.table()) : Optional.empty();
    }

    /** One request being read. */
    private final class Reading {

        private final PlainJson json;
        private final int most;
        private final PlainValues[] values = new PlainValues[columns.size()];
        private int rows;

        Reading(PlainJson json, int most) {
            this.json = json;
            this.most = most;
            for (int i = 0; i < values.length; i++) {
                values[i] = new PlainValues(columns.get(i), json);
            }
        }

        Table table() {
            Map<String, Values> filled = LinkedHashMap.newLinkedHashMap(values.length);
            for (PlainValues column : values) {
                filled.put(column.name(), column.values(rows));
            }
            return new Table(filled, rows);
        }

        boolean request() {
            return json.pass('{')
                    && json.passName(INSTANCES)
                    && json.pass('[')
                    && rows()
                    && json.pass(']')
                    && json.pass('}')
                    && json.ends();
        }

        private boolean rows() {
            int start = json.passed();
            do {
                if (rows == most || !row()) {
                    return false;
                }
                rows++;
                if (rows == 1) {
                    expect(json.passed() - start);
                }
            } while (json.pass(','));
            return true;
        }

        /** Makes room for as many rows as there will be if the others are as long as the first one. */
        private void expect(int bytes) {
            int others = Math.min(json.left() / bytes, most - 1);
            for (PlainValues column : values) {
                column.expect(1 + others);
            }
        }

        private boolean row() {
            if (json.pass('{')) {
                return object();
            }
            return columns.size() == 1 && columns.getFirst().tensor() ? values[0].read(rows) : array();
        }

        private boolean object() {
            int filled = 0;
            do {
                PlainValues column = named(filled);
                if (column == null || !column.read(rows)) {
                    return false;
                }
                filled++;
            } while (json.pass(','));
            return filled == values.length && json.pass('}');
        }

        /** The column of the name that comes, which mostly is the next one in input order. */
        private @Nullable PlainValues named(int place) {
            if (place < values.length && json.passName(columns.get(place).quoted())) {
                return values[place];
            }
            PlainColumn column = byName.get(json.name());
            return column == null ? null : values[column.place()];
        }

        private boolean array() {
            char before = '[';
            for (PlainValues column : values) {
                if (!json.pass(before) || !column.read(rows)) {
                    return false;
                }
                before = ',';
            }
            return json.pass(']');
        }
    }
}
