package org.netsmith.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.worker.TaskContext;

/** Runs ingest tasks on the calling thread. */
final class Ingests {

    static final Path DATA = Path.of("src/test/resources/data");
    static final IngestLimits LIMITS = new IngestLimits(256L << 20, 4096, 1 << 20, 256L << 20);

    private Ingests() {}

    /** What a task left behind. */
    record Ingested(IngestTask.Result result, Path directory) {

        Column column(String name) {
            return result.columns().stream()
                    .filter(column -> column.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        List<String> names() {
            return result.columns().stream().map(Column::name).toList();
        }

        Map<String, Path> files() {
            Map<String, Path> files = new LinkedHashMap<>();
            result.files().forEach((column, name) -> files.put(column, directory.resolve(name)));
            return files;
        }

        Table table() {
            return Table.read(result.columns(), files(), directory.resolve("cache"));
        }

        String warnings() {
            return result.warnings().toString();
        }
    }

    static Ingested file(String path, Path scratch) {
        return run(List.of(upload(DATA.resolve(path))), IngestOptions.NONE, scratch);
    }

    static Ingested text(String text, Path scratch) {
        return text(text, IngestOptions.NONE, scratch);
    }

    static Ingested text(String text, IngestOptions options, Path scratch) {
        try {
            Path file = Files.createTempFile(scratch, "text", ".csv");
            Files.writeString(file, text);
            return run(List.of(upload(file)), options, scratch);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static IngestTask.Upload upload(Path file) {
        return new IngestTask.Upload(file.getFileName().toString(), file);
    }

    static Ingested run(List<IngestTask.Upload> uploads, IngestOptions options, Path scratch) {
        return run(uploads, options, scratch, 2);
    }

    static Ingested run(List<IngestTask.Upload> uploads, IngestOptions options, Path scratch, int threads) {
        try {
            Path directory = Files.createTempDirectory(scratch, "task");
            return new Ingested(
                    new IngestTask(uploads, options, LIMITS).run(new Context(directory, threads)), directory);
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    /** What a worker process would offer. */
    record Context(Path directory, int threads) implements TaskContext {

        @Override
        public Path cache() {
            return directory.resolve("cache");
        }

        @Override
        public void report(String type, Object data) {}

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public String backend() {
            return "cpu";
        }
    }
}
