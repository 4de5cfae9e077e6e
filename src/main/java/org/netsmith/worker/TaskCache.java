package org.netsmith.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Files that tasks can make again. Those used longest ago go when all together are too large. */
record TaskCache(Path directory, long capacity) {

    private static final Logger LOG = LoggerFactory.getLogger(TaskCache.class);

    private record Entry(Path file, long bytes, long used) {

        static Entry of(Path file) {
            return new Entry(file, file.toFile().length(), file.toFile().lastModified());
        }
    }

    /** Deletes what is too much. A task that has a file open goes on reading it. */
    void trim() {
        try {
            List<Entry> entries = entries();
            long bytes = entries.stream().mapToLong(Entry::bytes).sum();
            for (Entry entry : entries) {
                if (bytes <= capacity) {
                    return;
                }
                Files.deleteIfExists(entry.file());
                bytes -= entry.bytes();
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("The cache of tasks could not be trimmed now: {}", e.getMessage());
        }
    }

    /** Those used longest ago first. */
    private List<Entry> entries() throws IOException {
        try (var files = Files.list(directory)) {
            return files.map(Entry::of)
                    .sorted(Comparator.comparingLong(Entry::used))
                    .toList();
        }
    }
}
