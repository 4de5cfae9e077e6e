package org.netsmith.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Reads text in two passes, so that types hold for every row and not for a sample: the first checks the whole file and
 * finds the types, the second fills a DuckDB table. Where the first finds delimited text that has nothing odd about it
 * ({@link PlainCsv}), the second is left to DuckDB, which is faster at it.
 */
final class TableIngest {

    /** The table in the database that reads it. */
    static final String TABLE = "rows";

    private final Intake intake;
    private final Set<String> nullValues;

    TableIngest(Intake intake) {
        this.intake = intake;
        this.nullValues = new HashSet<>(intake.options().nullValues());
    }

    IngestTask.Result run(Format format) throws IOException, SQLException {
        Path file = intake.first().file();
        if (Files.size(file) == 0) {
            throw Rejection.of(name(), "the file is empty");
        }
        TextEncoding encoding = TextEncoding.of(file, intake.options().encoding());
        if (encoding.firstOdd() > 0) {
            intake.warn("not UTF-8 from line %d on; read as %s"
                    .formatted(encoding.firstOdd(), encoding.charset().name().toLowerCase(Locale.ROOT)));
        }
        try {
            return read(format == Format.CSV ? csv(file, encoding) : json(file, encoding));
        } catch (CharacterCodingException notText) {
            throw Rejection.of(
                    name(),
                    "bytes that are no letters in %s; say in which encoding the text is (%s)"
                            .formatted(encoding.charset().name(), TextEncoding.names()));
        }
    }

    private String name() {
        return intake.first().name();
    }

    private TextRows csv(Path file, TextEncoding encoding) throws IOException {
        char quote = quote(intake.options().quote());
        CsvTokens.Bounds bounds = new CsvTokens.Bounds(
                delimiter(file, encoding, quote),
                quote,
                intake.limits().columns(),
                intake.limits().fieldCharacters());
        return new CsvRows(file, name(), encoding, bounds, intake.options().header());
    }

    private TextRows json(Path file, TextEncoding encoding) {
        return new JsonRows(
                file,
                name(),
                encoding,
                intake.limits().columns(),
                intake.limits().fieldCharacters());
    }

    private static char quote(@Nullable String asked) {
        return asked == null ? '"' : asked.isEmpty() ? CsvTokens.Bounds.NO_QUOTE : asked.charAt(0);
    }

    private char delimiter(Path file, TextEncoding encoding, char quote) throws IOException {
        String asked = intake.options().delimiter();
        if (asked != null) {
            return asked.charAt(0);
        }
        try (var reader = encoding.reader(file)) {
            return Dialect.delimiter(reader, name(), quote);
        }
    }

    private IngestTask.Result read(TextRows source) throws IOException, SQLException {
        Optional<PlainCsv> plain = PlainCsv.of(source, intake, nullValues);
        List<TableColumn> columns = scan(source, plain);
        List<TableColumn> kept =
                columns.stream().filter(column -> !column.isDropped()).toList();
        try (DuckDb database = intake.database(intake.first().file())) {
            if (plain.isEmpty() || !plain.get().copy(columns, database)) {
                database.execute(Normal.tableOf(kept));
                fill(source, columns, database);
            }
            return new Normal(intake, database).of(source.format(), kept, Map.of());
        }
    }

    private List<TableColumn> scan(TextRows source, Optional<PlainCsv> plain) throws IOException {
        Rejection rejection = new Rejection(name());
        Header header = new Header(intake, rejection);
        long rows;
        try (TextRows.Cursor cursor = source.open(rejection)) {
            header.start(cursor, source.format() == Format.CSV);
            rows = plain.isPresent() ? plain.get().tell(header.columns()) : scan(cursor, header, rejection);
            cursor.remarks().forEach(intake::warn);
        }
        header.requireTyped();
        rejection.throwIfAny();
        requireAny(rows, header.columns().size());
        header.columns().forEach(column -> column.decide(source.delimiter(), intake.warnings()));
        return header.columns();
    }

    private long scan(TextRows.Cursor cursor, Header header, Rejection rejection) throws IOException {
        long rows = 0;
        for (var record = cursor.next(); record != null; record = cursor.next()) {
            header.extend(cursor);
            scan(record, cursor.line(), header.columns(), rejection);
            rows++;
        }
        return rows;
    }

    private void requireAny(long rows, int columns) {
        if (rows == 0) {
            throw Rejection.of(
                    name(),
                    columns == 0
                            ? "no rows"
                            : "no rows: there is a header of %d columns and nothing below".formatted(columns));
        }
        if (columns == 0) {
            throw Rejection.of(name(), "%d rows without any column".formatted(rows));
        }
    }

    private void scan(List<@Nullable String> record, long line, List<TableColumn> columns, Rejection rejection) {
        if (record.size() != columns.size()) {
            rejection.add("line %d has %d fields, %d are expected".formatted(line, record.size(), columns.size()));
            return;
        }
        for (int i = 0; i < record.size(); i++) {
            String field = record.get(i);
            if (isMissing(field)) {
                columns.get(i).scan().missing();
            } else {
                columns.get(i).scan().present(field, line);
            }
        }
    }

    private boolean isMissing(@Nullable String field) {
        return field == null || field.isBlank() || nullValues.contains(field);
    }

    private void fill(TextRows source, List<TableColumn> columns, DuckDb database) throws IOException, SQLException {
        Rejection rejection = new Rejection(name());
        try (TextRows.Cursor cursor = source.open(rejection);
                DuckDBAppender appender = database.appender(TABLE)) {
            for (var record = cursor.next(); record != null; record = cursor.next()) {
                append(record, cursor.line(), columns, appender, rejection);
            }
        }
        rejection.throwIfAny();
    }

    /** A row of JSON may be shorter than the columns, as keys that it lacks may come later. */
    private void append(
            List<@Nullable String> record,
            long line,
            List<TableColumn> columns,
            DuckDBAppender appender,
            Rejection rejection)
            throws SQLException {
        appender.beginRow();
        for (int i = 0; i < columns.size(); i++) {
            TableColumn column = columns.get(i);
            String field = i < record.size() ? record.get(i) : null;
            if (column.isDropped()) {
                continue;
            }
            if (isMissing(field)) {
                appender.appendNull();
            } else if (!column.append(field, appender)) {
                appender.appendNull();
                rejection.add("line %d, column %d (%s): \"%s\" is not of type %s"
                        .formatted(
                                line,
                                i + 1,
                                Received.shortened(column.name()),
                                Received.shortened(field),
                                column.type().wireName()));
            }
        }
        appender.endRow();
    }
}
