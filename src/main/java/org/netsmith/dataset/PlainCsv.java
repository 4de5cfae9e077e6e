package org.netsmith.dataset;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Delimited text that has nothing odd about it: it is scanned by several threads and read by DuckDB, which is told
 * everything that the scan found out. What DuckDB read is counted against the scan.
 */
final class PlainCsv {

    private static final int LONGEST_HEADER = 1 << 20;

    private final CsvRows source;
    private final Intake intake;
    private final Set<String> nullValues;
    private final CsvChunk found;

    private PlainCsv(CsvRows source, Intake intake, Set<String> nullValues, CsvChunk found) {
        this.source = source;
        this.intake = intake;
        this.nullValues = nullValues;
        this.found = found;
    }

    /** Empty where the text is not plain, or is no delimited text. */
    static Optional<PlainCsv> of(TextRows text, Intake intake, Set<String> nullValues) throws IOException {
        if (!(text instanceof CsvRows source) || !isCommon(source)) {
            return Optional.empty();
        }
        try (FileChannel file = FileChannel.open(source.file())) {
            OptionalLong begin = begin(file, source.header());
            if (begin.isEmpty() || begin.getAsLong() == file.size()) {
                return Optional.empty();
            }
            CsvTokens.Bounds bounds = source.bounds();
            CsvChunk.Rules rules =
                    CsvChunk.Rules.of(bounds.delimiter(), width(source), bounds.characters(), nullValues);
            return new CsvScan(file, begin.getAsLong(), rules, intake.context().threads())
                    .whole()
                    .filter(CsvChunk::isUniform)
                    .map(found -> new PlainCsv(source, intake, nullValues, found));
        }
    }

    private static boolean isCommon(CsvRows source) {
        char delimiter = source.bounds().delimiter();
        return source.encoding().charset().equals(StandardCharsets.UTF_8)
                && source.encoding().mark() == 0
                && source.bounds().quote() == '"'
                && delimiter < 128
                && (delimiter > ' ' || delimiter == '\t');
    }

    /** After the line of names; empty where that is no plain line. */
    private static OptionalLong begin(FileChannel file, boolean header) throws IOException {
        if (!header) {
            return OptionalLong.of(0);
        }
        ByteBuffer head = ByteBuffer.allocate((int) Math.min(LONGEST_HEADER, file.size()));
        while (head.hasRemaining() && file.read(head, head.position()) >= 0) {}
        String text = new String(head.array(), 0, head.position(), StandardCharsets.ISO_8859_1);
        int end = text.indexOf('\n');
        String line = text.substring(0, Math.max(0, end));
        long quotes = line.chars().filter(letter -> letter == '"').count();
        int carriageReturn = line.indexOf('\r');
        boolean whole = carriageReturn < 0 || carriageReturn == end - 1;
        boolean plain = end > 0 && !line.isBlank() && quotes % 2 == 0 && whole;
        return plain ? OptionalLong.of(end + 1L) : OptionalLong.empty();
    }

    private static int width(CsvRows source) throws IOException {
        Rejection unheard = new Rejection(source.name());
        try (TextRows.Cursor cursor = source.open(unheard)) {
            return cursor.names().size();
        }
    }

    /** Tells the columns what was seen of them. Returns the number of rows. */
    long tell(List<TableColumn> columns) {
        for (int i = 0; i < columns.size(); i++) {
            columns.get(i).scan().add(found.scan(i), source.header() ? 2 : 1);
        }
        return found.rows();
    }

    /** Writes the normal form, from which the table is then read; false, and nothing done, where that will not do. */
    boolean copy(List<TableColumn> columns, DuckDb database) throws SQLException, IOException {
        for (int i = 0; i < columns.size(); i++) {
            if (!isReadable(columns.get(i), i)) {
                return false;
            }
        }
        Path file = intake.file(Normal.PARQUET);
        String table = DuckDb.literal(file.toAbsolutePath().toString());
        try {
            database.execute("COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(selected(columns), reader(columns), table));
        } catch (SQLException otherwise) {
            Files.deleteIfExists(file);
            return false;
        }
        if (!isWhole(columns, table, database)) {
            Files.delete(file);
            return false;
        }
        database.execute("CREATE VIEW %s AS SELECT * FROM read_parquet(%s)".formatted(TableIngest.TABLE, table));
        return true;
    }

    private boolean isReadable(TableColumn column, int place) {
        return switch (column.type()) {
            case TEXT, CATEGORY -> true;
            case NUMBER, INTEGER, BOOLEAN, DATETIME -> !found.isUnusual(place) && column.isReadAsFound();
            case TENSOR -> false;
        };
    }

    private static String selected(List<TableColumn> columns) {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).isDropped()) {
                selected.add("c%d AS %s"
                        .formatted(i, DuckDb.identifier(columns.get(i).name())));
            }
        }
        return String.join(", ", selected);
    }

    private String reader(List<TableColumn> columns) {
        List<String> types = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            types.add("'c%d': '%s'".formatted(i, columns.get(i).databaseType()));
        }
        List<String> nulls = new ArrayList<>(List.of("''"));
        if (found.hasNulls()) {
            nullValues.stream().sorted().map(DuckDb::literal).forEach(nulls::add);
        }
        return ("read_csv(%s, auto_detect=false, header=%s, delim=%s, quote='\"', escape='\"', new_line='%s', "
                        + "nullstr=[%s], columns={%s})")
                .formatted(
                        DuckDb.literal(source.file().toAbsolutePath().toString()),
                        source.header(),
                        DuckDb.literal(String.valueOf(source.bounds().delimiter())),
                        found.endsWithCarriageReturns() ? "\\r\\n" : "\\n",
                        String.join(", ", nulls),
                        String.join(", ", types));
    }

    /** Whether as many rows, and as many values in each column, were read as were found. */
    private boolean isWhole(List<TableColumn> columns, String table, DuckDb database) throws SQLException {
        Map<String, Long> expected = new HashMap<>();
        columns.stream()
                .filter(column -> !column.isDropped())
                .forEach(column -> expected.put(column.name(), column.scan().present()));
        String sql = ("SELECT path_in_schema, sum(num_values), sum(num_values - stats_null_count) "
                        + "FROM parquet_metadata(%s) GROUP BY 1")
                .formatted(table);
        return database.query(sql, answer -> {
            Map<String, Long> written = new HashMap<>();
            boolean whole = true;
            while (answer.next()) {
                whole &= answer.getLong(2) == found.rows();
                written.put(answer.getString(1), answer.getLong(3));
            }
            return whole && written.equals(expected);
        });
    }
}
