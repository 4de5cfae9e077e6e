package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Makes a {@link TableFile} of a Parquet file, row by row, in bounded memory. */
final class TableFileWriter {

    private static final long MEMORY = 256L << 20;
    private static final int THREADS = 2;

    private final List<Column> columns;
    private final Path path;

    TableFileWriter(List<Column> columns, Path path) {
        this.columns = columns;
        this.path = path;
    }

    void write(Path parquet) throws IOException, SQLException {
        try (DuckDb database = DuckDb.reading(parquet, THREADS, MEMORY);
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            String source = "read_parquet(%s)"
                    .formatted(DuckDb.literal(parquet.toAbsolutePath().toString()));
            long rows = Math.toIntExact(database.query("SELECT count(*) FROM " + source, TableFileWriter::count));
            List<TextListWriter> texts = new ArrayList<>();
            try (Arena arena = Arena.ofConfined()) {
                TableFile file = map(channel, rows, arena);
                fill(database, source, file, texts);
                append(channel, file, texts);
                file.file().force();
            } finally {
                close(texts);
            }
            channel.force(true);
        }
    }

    private TableFile map(FileChannel channel, long rows, Arena arena) throws IOException {
        long bytes = TableFile.fixedBytes(columns, rows);
        channel.write(ByteBuffer.allocate(1), bytes);
        TableFile file = new TableFile(columns, channel.map(FileChannel.MapMode.READ_WRITE, 0, bytes, arena));
        file.begin(rows);
        return file;
    }

    private static long count(ResultSet answer) throws SQLException {
        answer.next();
        return answer.getLong(1);
    }

    private void fill(DuckDb database, String source, TableFile file, List<TextListWriter> texts)
            throws IOException, SQLException {
        List<Filling> fillings = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            fillings.add(filling(i, file.values(i), texts));
        }
        String selected = String.join(
                ", ", columns.stream().map(TableFileWriter::selected).toList());
        try {
            database.query("SELECT %s FROM %s".formatted(selected, source), answer -> fill(answer, fillings));
        } catch (UncheckedIOException failed) {
            throw failed.getCause();
        }
    }

    private static String selected(Column column) {
        String name = DuckDb.identifier(column.name());
        return column.type() == ColumnType.DATETIME ? "epoch_ms(%s)".formatted(name) : name;
    }

    private static long fill(ResultSet answer, List<Filling> fillings) throws SQLException {
        long row = 0;
        for (; answer.next(); row++) {
            for (int i = 0; i < fillings.size(); i++) {
                fillings.get(i).take(answer, i + 1, row);
            }
        }
        return row;
    }

    private void append(FileChannel channel, TableFile file, List<TextListWriter> texts) throws IOException {
        int next = 0;
        for (int i = 0; i < columns.size(); i++) {
            if (isText(columns.get(i))) {
                long start = TableFile.line(channel.size());
                file.setDictionary(i, start);
                channel.position(start);
                texts.get(next++).appendTo(channel);
            }
        }
    }

    private static void close(List<TextListWriter> texts) throws IOException {
        for (TextListWriter text : texts) {
            text.close();
        }
    }

    private static boolean isText(Column column) {
        return column.type() == ColumnType.CATEGORY || column.type() == ColumnType.TEXT;
    }

    /** A column being filled from an answer of the database. */
    private interface Filling {
        void take(ResultSet answer, int place, long row) throws SQLException;
    }

    private Filling filling(int index, MemorySegment values, List<TextListWriter> texts) throws IOException {
        return switch (columns.get(index).type()) {
            case NUMBER, INTEGER, DATETIME -> numbers(values);
            case BOOLEAN -> truths(values);
            case CATEGORY, TEXT -> {
                TextListWriter writer = new TextListWriter(path.resolveSibling(path.getFileName() + "-" + index));
                texts.add(writer);
                yield texts(values, writer);
            }
            case TENSOR -> throw new IllegalArgumentException("a table holds no tensors");
        };
    }

    private static Filling numbers(MemorySegment values) {
        return (answer, place, row) -> {
            double number = answer.getDouble(place);
            values.setAtIndex(ValueLayout.JAVA_DOUBLE, row, answer.wasNull() ? Double.NaN : number);
        };
    }

    private static Filling truths(MemorySegment values) {
        return (answer, place, row) -> {
            boolean truth = answer.getBoolean(place);
            values.setAtIndex(ValueLayout.JAVA_INT, row, answer.wasNull() ? -1 : truth ? 1 : 0);
        };
    }

    private static Filling texts(MemorySegment values, TextListWriter writer) {
        return (answer, place, row) -> {
            String text = answer.getString(place);
            values.setAtIndex(ValueLayout.JAVA_INT, row, text == null ? -1 : add(writer, text));
        };
    }

    private static int add(TextListWriter writer, String text) {
        try {
            return writer.add(text);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
