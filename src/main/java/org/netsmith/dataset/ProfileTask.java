package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;

/**
 * Works out what of a profile needs the rows: histograms, equal rows, and how each column goes with a target.
 *
 * @param columns of the table, with their statistics
 * @param table the normal form of the table
 * @param target null where no target is chosen
 */
public record ProfileTask(
        List<Column> columns, Path table, @Nullable String target) implements Task {

    private static final long MEMORY = 256L << 20;

    /**
     * What the rows told.
     *
     * @param duplicateRows rows that are equal to an earlier one in every column
     * @param columns one for each column, in order
     * @param classes the labels of the target with their counts, the most frequent first; empty for a number
     */
    record Result(long duplicateRows, List<ColumnDetail> columns, List<Column.TopValue> classes) {}

    /**
     * What the rows told of a column.
     *
     * @param histogram null for other types than numbers and times
     * @param association null without a target, for the target itself and for a column with fewer than two values
     */
    record ColumnDetail(
            @Nullable Histogram histogram, @Nullable Association association) {}

    @Override
    public Result run(TaskContext context) throws SQLException {
        try (DuckDb database = DuckDb.within(context.directory(), List.of(table), context.threads(), MEMORY)) {
            String source = "read_parquet(%s)"
                    .formatted(DuckDb.literal(table.toAbsolutePath().toString()));
            return new RowProfile(database, source, columns).of(target);
        }
    }
}
