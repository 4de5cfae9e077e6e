package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;

/**
 * Writes a table as CSV (RFC 4180, UTF-8, a header line, empty for missing) into the task's directory.
 *
 * @param columns of the table, in the order to write
 * @param table the normal form of the table
 */
public record CsvTask(List<Column> columns, Path table) implements Task {

    /** The file in the task's directory. */
    static final String FILE = "table.csv";

    private static final long MEMORY = 256L << 20;

    @Override
    public Long run(TaskContext context) throws SQLException {
        try (DuckDb database = DuckDb.within(context.directory(), List.of(table), context.threads(), MEMORY)) {
            String selected = columns.stream().map(CsvTask::selected).collect(Collectors.joining(", "));
            database.execute("COPY (SELECT %s FROM read_parquet(%s)) TO %s (FORMAT csv, HEADER)"
                    .formatted(
                            selected,
                            literal(table),
                            literal(context.directory().resolve(FILE))));
            return context.directory().resolve(FILE).toFile().length();
        }
    }

    /** Truth values as the file had them. */
    private static String selected(Column column) {
        String name = DuckDb.identifier(column.name());
        if (column.type() != ColumnType.BOOLEAN || column.categories() == null) {
            return name;
        }
        return "CASE WHEN %1$s THEN %2$s WHEN NOT %1$s THEN %3$s END AS %1$s"
                .formatted(
                        name,
                        DuckDb.literal(column.categories().getLast()),
                        DuckDb.literal(column.categories().getFirst()));
    }

    private static String literal(Path file) {
        return DuckDb.literal(file.toAbsolutePath().toString());
    }
}
