package org.netsmith.dataset;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Columns of a table in a file that is mapped into memory, so that a table may be larger than memory. In the order of
 * this machine's bytes: the number of rows and of columns, for each column where its dictionary begins (0 where it has
 * none), then the columns, each on a new line of 64 bytes: a double a row for numbers, an int a row for codes; then
 * the dictionaries (see {@link TextList}).
 */
record TableFile(List<Column> columns, MemorySegment file) {

    private static final int LINE = 64;

    /** The table in a file that was written for these columns. */
    static Table open(List<Column> columns, Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path)) {
            return new TableFile(columns, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()))
                    .table();
        }
    }

    /** How many bytes there are before the first dictionary. */
    static long fixedBytes(List<Column> columns, long rows) {
        return start(columns, columns.size(), rows);
    }

    long rows() {
        return file.get(ValueLayout.JAVA_LONG, 0);
    }

    /** Writes what the file begins with. */
    void begin(long rows) {
        file.set(ValueLayout.JAVA_LONG, 0, rows);
        file.set(ValueLayout.JAVA_LONG, Long.BYTES, columns.size());
    }

    void setDictionary(int column, long start) {
        file.set(ValueLayout.JAVA_LONG, dictionary(column), start);
    }

    /** The values of a column, one after another. */
    MemorySegment values(int column) {
        return file.asSlice(start(columns, column, rows()), Math.multiplyExact(rows(), width(columns.get(column))));
    }

    private Table table() {
        Map<String, Values> values = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            values.put(columns.get(i).name(), read(i));
        }
        return new Table(values, Math.toIntExact(rows()));
    }

    private Values read(int index) {
        Column column = columns.get(index);
        return switch (column.type()) {
            case NUMBER, INTEGER, DATETIME -> new Values.Numbers(values(index));
            case BOOLEAN -> new Values.Codes(values(index), column.categories());
            case CATEGORY, TEXT ->
                new Values.Codes(
                        values(index), TextList.read(file.asSlice(file.get(ValueLayout.JAVA_LONG, dictionary(index)))));
            case TENSOR -> throw new IllegalArgumentException("a table holds no tensors");
        };
    }

    private static long dictionary(int column) {
        return Long.BYTES * (2L + column);
    }

    private static long start(List<Column> columns, int column, long rows) {
        long start = dictionary(columns.size());
        for (Column before : columns.subList(0, column)) {
            start = Math.addExact(line(start), Math.multiplyExact(rows, width(before)));
        }
        return line(start);
    }

    static long line(long position) {
        return Math.ceilDiv(position, LINE) * LINE;
    }

    private static int width(Column column) {
        return switch (column.type()) {
            case NUMBER, INTEGER, DATETIME -> Double.BYTES;
            case BOOLEAN, CATEGORY, TEXT -> Integer.BYTES;
            case TENSOR -> throw new IllegalArgumentException("a table holds no tensors");
        };
    }
}
