package org.netsmith.dataset;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.Finding;
import org.netsmith.worker.Task;
import org.netsmith.worker.TaskContext;
import org.netsmith.worker.TaskException;

/**
 * Reads uploaded files of any supported format, recognised by content first and name second, and leaves their normal
 * form in the task's directory. Bad content is a {@link TaskException} of type {@code invalid-dataset} with the places
 * of the first findings.
 */
public record IngestTask(List<Upload> uploads, IngestOptions options, IngestLimits limits) implements Task {

    /** An uploaded file and the name that it had. */
    public record Upload(String name, Path file) {}

    /**
     * What was read.
     *
     * @param format {@code csv} or {@code idx}
     * @param files the normal form, by file name in the task's directory: {@code {"table": …}}, or one for each array
     *     column
     * @param preview the file name of the first rows, an array of JSON objects
     * @param warnings what was read otherwise than it may have been meant
     */
    public record Result(
            String format,
            long rows,
            List<Column> columns,
            Map<String, String> files,
            String preview,
            List<Finding> warnings) {}

    @Override
    public Result run(TaskContext context) throws Exception {
        return switch (Format.of(uploads)) {
            case CSV -> new TableIngest(uploads.getFirst(), options, limits, context).run();
            case IDX -> new IdxIngest(uploads, limits, context.directory()).run();
        };
    }
}
