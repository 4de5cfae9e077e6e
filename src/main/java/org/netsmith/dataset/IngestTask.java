package org.netsmith.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
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
     * @param format {@code csv}, {@code ndjson}, {@code parquet}, {@code npy}, {@code npz}, {@code idx} or {@code
     *     images}
     * @param files the normal form, by file name in the task's directory: one for each tensor column, and {@code
     *     "table"} for all other columns
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
        List<Upload> plain = Unpacked.all(uploads, context.directory(), limits.unpackedBytes());
        Intake intake = new Intake(plain, options, limits, context, new ArrayList<>());
        Format format = Format.of(intake);
        OptionsCheck.require(options, format, plain.getFirst().name());
        return switch (format) {
            case CSV, NDJSON -> new TableIngest(intake).run(format);
            case PARQUET -> new ParquetIngest(intake).run();
            case NPY -> new ArrayIngest(intake).array();
            case NPZ -> new ArrayIngest(intake).archive();
            case IDX -> new IdxIngest(intake).run();
            case IMAGES -> new ImageIngest(intake).run();
        };
    }
}
