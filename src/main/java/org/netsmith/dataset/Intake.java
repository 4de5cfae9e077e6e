package org.netsmith.dataset;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.netsmith.engine.Finding;
import org.netsmith.worker.TaskContext;

/**
 * Uploads on their way in.
 *
 * @param uploads the files, no longer compressed
 * @param warnings what their owner should know, added to by whoever reads them
 */
record Intake(
        List<IngestTask.Upload> uploads,
        IngestOptions options,
        IngestLimits limits,
        TaskContext context,
        List<Finding> warnings) {

    IngestTask.Upload first() {
        return uploads.getFirst();
    }

    /** A file to write in the task's directory. */
    Path file(String name) {
        return context.directory().resolve(name);
    }

    /** @param files what the database may read besides the task's directory */
    DuckDb database(Path... files) throws SQLException {
        return DuckDb.within(context.directory(), List.of(files), context.threads(), limits.memoryBytes());
    }

    void warn(String detail) {
        warnings.add(new Finding("", detail));
    }
}
