package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The normal form of a data set: its table as Parquet, its tensors in a file each; and what is told of it, the
 * statistics and the first rows.
 */
final class Normal {

    /** Where the normal form of a table lies in the task's directory. */
    static final String PARQUET = "table.parquet";

    private final Intake intake;
    private final DuckDb database;

    /** @param database where {@link TableIngest#TABLE} is, if there are columns that are no tensors */
    Normal(Intake intake, DuckDb database) {
        this.intake = intake;
        this.database = database;
    }

    /** The statement that makes an empty table. */
    static String tableOf(List<TableColumn> columns) {
        return "CREATE TABLE %s (%s)"
                .formatted(
                        TableIngest.TABLE,
                        String.join(
                                ", ",
                                columns.stream().map(TableColumn::definition).toList()));
    }

    /** Where the normal form of a tensor column lies in the task's directory. */
    static String tensorFile(String column) {
        return column + ".idx";
    }

    IngestTask.Result of(Format format, List<TableColumn> columns, Map<String, NumberArray> tensors)
            throws IOException, SQLException {
        try {
            return read(format, columns, tensors);
        } catch (SQLException failed) {
            if (String.valueOf(failed.getMessage()).contains("Out of Memory")) {
                throw Rejection.of(intake.first().name(), "the table needs more memory and disk than the limits allow");
            }
            throw failed;
        }
    }

    private IngestTask.Result read(Format format, List<TableColumn> table, Map<String, NumberArray> tensors)
            throws IOException, SQLException {
        List<Column> columns = new ArrayList<>();
        Map<String, String> files = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> {
            columns.add(TensorProfile.of(name, tensor));
            files.put(name, tensorFile(name));
        });
        if (!table.isEmpty()) {
            columns.addAll(new TableProfile(database, intake).of(table, rows()));
            files.put("table", parquet());
        }
        Preview.write(database, columns, tensors, intake.file(Preview.FILE));
        long rows =
                tensors.isEmpty() ? rows() : tensors.values().iterator().next().rows();
        return new IngestTask.Result(
                format.wireName(), rows, columns, files, Preview.FILE, List.copyOf(intake.warnings()));
    }

    private long rows() throws SQLException {
        return database.number("SELECT count(*) FROM " + TableIngest.TABLE);
    }

    /** Written here, unless the table was read from there already. */
    private String parquet() throws SQLException {
        Path file = intake.file(PARQUET);
        if (!Files.exists(file)) {
            database.execute("COPY %s TO %s (FORMAT parquet, COMPRESSION zstd)"
                    .formatted(
                            TableIngest.TABLE,
                            DuckDb.literal(file.toAbsolutePath().toString())));
        }
        return PARQUET;
    }
}
