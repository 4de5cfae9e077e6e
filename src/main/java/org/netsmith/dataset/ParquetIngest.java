package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads Parquet by DuckDB. The columns of a struct become columns with dotted names; lists and maps become JSON; what
 * is neither number, truth, time nor text is left out with a warning. What the footer says is checked by reading all
 * rows; afterwards only our own copy is read.
 */
final class ParquetIngest {

    private static final String UPLOAD = "uploaded";

    private final Intake intake;
    private final Rejection rejection;

    ParquetIngest(Intake intake) {
        this.intake = intake;
        this.rejection = new Rejection(intake.first().name());
    }

    IngestTask.Result run() throws IOException, SQLException {
        try (DuckDb database = intake.database(intake.first().file())) {
            List<ParquetColumn> columns = columns(database);
            copy(columns, database);
            return new Normal(intake, database)
                    .of(
                            Format.PARQUET,
                            columns.stream().map(ParquetColumn::column).toList(),
                            Map.of());
        }
    }

    private List<ParquetColumn> columns(DuckDb database) {
        String file = literal(intake.first().file());
        try {
            database.execute("CREATE VIEW %s AS SELECT * FROM read_parquet(%s)".formatted(UPLOAD, file));
            requireRows(database.number("SELECT sum(num_rows) FROM parquet_file_metadata(%s)".formatted(file)));
            ParquetSchema schema = new ParquetSchema(database, UPLOAD, intake);
            List<ParquetColumn> columns = schema.columns();
            requireNames(columns);
            check(columns, database);
            return columns;
        } catch (SQLException unreadable) {
            throw refused(unreadable);
        }
    }

    private void requireRows(long rows) {
        if (rows == 0) {
            throw Rejection.of(intake.first().name(), "no rows: there is a schema and nothing more");
        }
    }

    private void requireNames(List<ParquetColumn> columns) {
        Map<String, String> seen = new HashMap<>();
        for (ParquetColumn column : columns) {
            String before = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
            if (before != null) {
                rejection.add("the columns \"%s\" and \"%s\" have one name; letter case is no difference"
                        .formatted(before, column.name()));
            }
        }
        List<String> names = columns.stream().map(ParquetColumn::name).toList();
        Header.requireTyped(intake, names, rejection);
        rejection.throwIfAny();
        if (columns.isEmpty()) {
            throw Rejection.of(intake.first().name(), "no column that can be read");
        }
    }

    /** Counts what has no counterpart among our types; reads every row. */
    private void check(List<ParquetColumn> columns, DuckDb database) throws SQLException {
        List<String> counts = new ArrayList<>(List.of("count(*)"));
        columns.forEach(column -> counts.add("count(%s), count(%s)".formatted(column.given(), column.value())));
        List<Long> found = database.numbers("SELECT %s FROM %s".formatted(String.join(", ", counts), UPLOAD));
        for (int i = 0; i < columns.size(); i++) {
            tell(columns.get(i), found.get(1 + 2 * i), found.get(2 + 2 * i));
        }
        rejection.throwIfAny();
        requireRows(found.getFirst());
        long said = database.number("SELECT sum(num_rows) FROM parquet_file_metadata(%s)"
                .formatted(literal(intake.first().file())));
        if (said != found.getFirst()) {
            throw Rejection.of(
                    intake.first().name(),
                    "the footer says there are %d rows; %d found".formatted(said, found.getFirst()));
        }
    }

    private void tell(ParquetColumn column, long given, long kept) {
        String name = Received.shortened(column.name());
        if (given == 0) {
            intake.warn("column \"%s\": no values at all".formatted(name));
        } else if (kept < given && column.column().isAsked()) {
            rejection.add("column \"%s\": %d values are not of type %s"
                    .formatted(name, given - kept, column.column().type().wireName()));
        } else if (kept < given) {
            intake.warn("column \"%s\": %d values are NaN or infinite and are taken as missing"
                    .formatted(name, given - kept));
        }
    }

    private void copy(List<ParquetColumn> columns, DuckDb database) {
        String selected =
                String.join(", ", columns.stream().map(ParquetColumn::selected).toList());
        String table = literal(intake.file(Normal.PARQUET));
        try {
            database.execute("COPY (SELECT %s FROM %s) TO %s (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(selected, UPLOAD, table));
            database.execute("CREATE VIEW %s AS SELECT * FROM read_parquet(%s)".formatted(TableIngest.TABLE, table));
        } catch (SQLException unreadable) {
            throw refused(unreadable);
        }
    }

    /** The database's own words hold paths; what they mean is said in ours. */
    private RuntimeException refused(SQLException failure) {
        String said = String.valueOf(failure.getMessage());
        String detail;
        if (said.contains("Out of Memory")) {
            detail = "the table needs more memory and disk than the limits allow";
        } else if (said.contains("magic bytes") || said.contains("too small")) {
            detail = "not a complete Parquet file: there is no footer at its end";
        } else if (said.contains("ncrypt")) {
            detail = "an encrypted Parquet file; save it without encryption";
        } else {
            detail = "damaged Parquet data: what the footer says and what is in the file do not agree";
        }
        return Rejection.of(intake.first().name(), detail);
    }

    private static String literal(Path file) {
        return DuckDb.literal(file.toAbsolutePath().toString());
    }
}
