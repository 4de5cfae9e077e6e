package org.netsmith.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Finding;

/**
 * A row of {@code dataset_versions}.
 *
 * @param fingerprint equal for equal content read with equal options
 * @param reading what was read; null unless ready
 * @param failure why there is nothing to read; null unless failed
 */
record StoredVersion(
        String name,
        int version,
        State state,
        Instant createdAt,
        String fingerprint,
        Content content,
        @Nullable Reading reading,
        @Nullable Failure failure) {

    enum State {
        INGESTING,
        READY,
        FAILED
    }

    /**
     * What was uploaded.
     *
     * @param uploads the files as blobs; empty where the version was ready before anybody was told of it
     */
    record Content(long bytes, String sha256, IngestOptions options, List<Upload> uploads) {}

    /** @param blob the SHA-256 */
    record Upload(String name, String blob) {}

    /** @param preview the blob of the first rows */
    record Reading(
            String format,
            long rows,
            List<Column> columns,
            Map<String, String> blobs,
            String preview,
            List<Finding> warnings) {}

    /** @param slug the problem type */
    record Failure(String slug, String detail, List<Finding> errors) {}

    DatasetVersion ready() {
        return new DatasetVersion(
                name,
                version,
                reading.format(),
                content.bytes(),
                content.sha256(),
                reading.rows(),
                reading.columns(),
                reading.blobs(),
                createdAt);
    }

    String reference() {
        return name + "@" + version;
    }
}
