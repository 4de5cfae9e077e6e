package org.netsmith.dataset;

import java.lang.ref.SoftReference;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The table read last, as long as there is memory for it: who tries one network after another on the same rows waits
 * only once for the database that reads them. A file is named by its content, so it never changes.
 */
final class RecentTable {

    /** How a table is read. */
    interface Reading {
        Table read(List<Column> columns, Path parquet) throws SQLException;
    }

    private record Kept(List<Column> columns, Path parquet, SoftReference<Table> table) {}

    private final Reading reading;
    private @Nullable Kept kept;

    RecentTable(Reading reading) {
        this.reading = reading;
    }

    synchronized Table get(List<Column> columns, Path parquet) throws SQLException {
        Table recent =
                kept != null && kept.parquet().equals(parquet) && kept.columns().equals(columns)
                        ? kept.table().get()
                        : null;
        if (recent != null) {
            return recent;
        }
        kept = null;
        Table table = reading.read(columns, parquet);
        kept = new Kept(List.copyOf(columns), parquet, new SoftReference<>(table));
        return table;
    }
}
