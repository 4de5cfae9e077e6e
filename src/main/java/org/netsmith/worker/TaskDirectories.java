package org.netsmith.worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where tasks work: one directory each, another for temporary files, and two that are kept: for what the JVM writes
 * when it crashes, and for what tasks need not make again.
 */
final class TaskDirectories {

    private static final Logger LOG = LoggerFactory.getLogger(TaskDirectories.class);

    private final Path tasks;
    private final Path temporary;
    private final Path crashes;
    private final Path cache;

    /** Sweeps what an earlier process left behind. */
    TaskDirectories(Path root) {
        Path absolute = root.toAbsolutePath().normalize();
        this.tasks = absolute.resolve("tasks");
        this.temporary = absolute.resolve("tmp");
        this.crashes = absolute.resolve("crashes");
        this.cache = absolute.resolve("cache");
        delete(tasks);
        delete(temporary);
        create(tasks);
        create(temporary);
        create(crashes);
        create(cache);
    }

    Path forTask() {
        return create(tasks.resolve(UUID.randomUUID().toString()));
    }

    Path temporary() {
        return temporary;
    }

    Path crashes() {
        return crashes;
    }

    Path cache() {
        return cache;
    }

    private static Path create(Path directory) {
        try {
            return Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes a tree as far as possible; the rest is swept at the next start. */
    static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("A task's directory could not be deleted now: {}", e.getMessage());
        }
    }
}
