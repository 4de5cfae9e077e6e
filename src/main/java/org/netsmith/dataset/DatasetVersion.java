package org.netsmith.dataset;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * One immutable version of a data set.
 *
 * @param format what was uploaded: {@code csv}, {@code ndjson}, {@code parquet}, {@code npy}, {@code npz}, {@code idx},
 *     {@code images}
 * @param bytes the size of what was uploaded
 * @param sha256 the SHA-256 of what was uploaded
 * @param blobs the normal form: the SHA-256 of one file for each tensor column by its name, and under {@code table}
 *     that of a Parquet file with all other columns
 */
public record DatasetVersion(
        String name,
        int version,
        String format,
        long bytes,
        String sha256,
        long rows,
        List<Column> columns,
        Map<String, String> blobs,
        Instant createdAt) {

    public String reference() {
        return name + "@" + version;
    }
}
