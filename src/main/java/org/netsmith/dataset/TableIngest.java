package org.netsmith.dataset;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duckdb.DuckDBAppender;
import org.netsmith.engine.Finding;
import org.netsmith.worker.TaskContext;
import org.netsmith.worker.TaskException;

/**
 * Reads delimited text in two passes, so that types hold for every row and not for a sample: the first checks the whole
 * file and finds the types, the second fills a DuckDB table, which becomes statistics and a Parquet file.
 */
final class TableIngest {

    static final String TABLE = "rows";

    private final IngestTask.Upload upload;
    private final IngestOptions options;
    private final IngestLimits limits;
    private final TaskContext context;
    private final Set<String> nullValues;
    private final List<Finding> warnings = new ArrayList<>();

    TableIngest(IngestTask.Upload upload, IngestOptions options, IngestLimits limits, TaskContext context) {
        this.upload = upload;
        this.options = options;
        this.limits = limits;
        this.context = context;
        this.nullValues = new HashSet<>(options.nullValues());
    }

    IngestTask.Result run() throws IOException, SQLException {
        OptionsCheck.require(options, upload.name());
        Path file = Unpacked.of(upload, context.directory().resolve("unpacked"), limits.unpackedBytes());
        if (Files.size(file) == 0) {
            throw Rejection.of(upload.name(), "the file is empty");
        }
        TextEncoding encoding = TextEncoding.of(file, options.encoding());
        if (encoding.firstOdd() > 0) {
            warn(
                    "",
                    "not UTF-8 from line %d on; read as %s"
                            .formatted(
                                    encoding.firstOdd(),
                                    encoding.charset().name().toLowerCase()));
        }
        try {
            return read(new Source(file, encoding, delimiter(file, encoding)));
        } catch (SQLException failed) {
            if (String.valueOf(failed.getMessage()).contains("Out of Memory")) {
                throw tooLarge();
            }
            throw failed;
        } catch (CharacterCodingException notText) {
            throw Rejection.of(
                    upload.name(),
                    "bytes that are no letters in %s; say in which encoding the text is (%s)"
                            .formatted(encoding.charset().name(), TextEncoding.names()));
        }
    }

    private TaskException tooLarge() {
        return Rejection.of(upload.name(), "the table needs more memory and disk than the limits allow");
    }

    private char delimiter(Path file, TextEncoding encoding) throws IOException {
        if (options.delimiter() != null) {
            return options.delimiter().charAt(0);
        }
        try (var reader = encoding.reader(file)) {
            return Dialect.delimiter(reader, upload.name());
        }
    }

    /** A file of text that can be taken apart as often as needed. */
    private record Source(Path file, TextEncoding encoding, char delimiter) {}

    private CsvTokens tokens(Source source, Rejection rejection) throws IOException {
        CsvTokens.Bounds bounds = new CsvTokens.Bounds(source.delimiter(), limits.columns(), limits.fieldCharacters());
        return new CsvTokens(source.encoding().reader(source.file()), bounds, rejection);
    }

    private IngestTask.Result read(Source source) throws IOException, SQLException {
        List<TableColumn> columns = scan(source);
        try (DuckDb database = DuckDb.within(context.directory(), context.threads(), limits.memoryBytes())) {
            List<TableColumn> kept =
                    columns.stream().filter(column -> !column.isDropped()).toList();
            long rows = fill(source, columns, database);
            List<Column> profile = new TableProfile(database, warnings).of(kept);
            Path parquet = context.directory().resolve("table.parquet");
            database.execute("COPY %s TO %s (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(TABLE, DuckDb.literal(parquet.toAbsolutePath().toString())));
            Preview.write(database, profile, context.directory().resolve(Preview.FILE));
            return new IngestTask.Result(
                    "csv",
                    rows,
                    profile,
                    Map.of("table", parquet.getFileName().toString()),
                    Preview.FILE,
                    List.copyOf(warnings));
        }
    }

    private List<TableColumn> scan(Source source) throws IOException {
        Rejection rejection = new Rejection(upload.name());
        List<TableColumn> columns;
        long rows = 0;
        try (CsvTokens tokens = tokens(source, rejection)) {
            List<String> first = tokens.next();
            if (first == null) {
                throw Rejection.of(upload.name(), "the file holds nothing but white space");
            }
            columns = new Header(options, rejection, warnings).columns(first);
            List<String> record = options.header() ? tokens.next() : first;
            for (; record != null; record = tokens.next()) {
                scan(record, tokens.line(), columns, rejection);
                rows++;
            }
            if (tokens.blankLines() > 0) {
                warn("", "%d empty lines are left out".formatted(tokens.blankLines()));
            }
        }
        rejection.throwIfAny();
        if (rows == 0) {
            throw Rejection.of(
                    upload.name(),
                    "no rows: there is a header of %d columns and nothing below".formatted(columns.size()));
        }
        columns.forEach(column -> column.decide(source.delimiter(), warnings));
        return columns;
    }

    private void scan(List<String> record, long line, List<TableColumn> columns, Rejection rejection) {
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

    private boolean isMissing(String field) {
        return field.isEmpty() || nullValues.contains(field) || field.isBlank();
    }

    private long fill(Source source, List<TableColumn> columns, DuckDb database) throws IOException, SQLException {
        database.execute("CREATE TABLE %s (%s)"
                .formatted(
                        TABLE,
                        String.join(
                                ", ",
                                columns.stream()
                                        .filter(column -> !column.isDropped())
                                        .map(TableColumn::definition)
                                        .toList())));
        Rejection rejection = new Rejection(upload.name());
        long rows = 0;
        try (CsvTokens tokens = tokens(source, rejection);
                DuckDBAppender appender = database.appender(TABLE)) {
            if (options.header()) {
                tokens.next();
            }
            for (List<String> record = tokens.next(); record != null; record = tokens.next()) {
                append(record, tokens.line(), columns, appender, rejection);
                rows++;
            }
        }
        rejection.throwIfAny();
        return rows;
    }

    private void append(
            List<String> record, long line, List<TableColumn> columns, DuckDBAppender appender, Rejection rejection)
            throws SQLException {
        appender.beginRow();
        for (int i = 0; i < record.size(); i++) {
            TableColumn column = columns.get(i);
            if (column.isDropped()) {
                continue;
            }
            if (isMissing(record.get(i))) {
                appender.appendNull();
            } else if (!column.append(record.get(i), appender)) {
                appender.appendNull();
                rejection.add("line %d, column %d (%s): \"%s\" is not of type %s"
                        .formatted(
                                line,
                                i + 1,
                                Received.shortened(column.name()),
                                Received.shortened(record.get(i)),
                                column.type().wireName()));
            }
        }
        appender.endRow();
    }

    private void warn(String pointer, String detail) {
        warnings.add(new Finding(pointer, detail));
    }
}
