package org.netsmith.dataset;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.util.unit.DataSize;

/**
 * What uploads may cost.
 *
 * @param maxUnpacked the size of a file after decompression; 4 GB by default
 * @param maxColumns columns of a table; 4,096 by default
 * @param maxFieldCharacters characters of one field; 1,048,576 by default
 * @param memory what the database that reads tables may use before it turns to disk; 512 MB by default
 * @param defaultWait how long an upload is waited for where the request does not say; 30 s by default
 * @param slots uploads read at the same time; 2 by default
 */
@ConfigurationProperties("netsmith.datasets")
record DatasetSettings(
        @Nullable DataSize maxUnpacked,
        @Nullable Integer maxColumns,
        @Nullable Integer maxFieldCharacters,
        @Nullable DataSize memory,
        @Nullable Duration defaultWait,
        @Nullable Integer slots) {

    DatasetSettings {
        maxUnpacked = maxUnpacked == null ? DataSize.ofGigabytes(4) : maxUnpacked;
        maxColumns = maxColumns == null ? 4096 : maxColumns;
        maxFieldCharacters = maxFieldCharacters == null ? 1 << 20 : maxFieldCharacters;
        memory = memory == null ? DataSize.ofMegabytes(512) : memory;
        defaultWait = defaultWait == null ? Duration.ofSeconds(30) : defaultWait;
        slots = slots == null ? 2 : slots;
    }

    IngestLimits limits() {
        return new IngestLimits(maxUnpacked.toBytes(), maxColumns, maxFieldCharacters, memory.toBytes());
    }
}
