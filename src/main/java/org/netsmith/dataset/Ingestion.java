package org.netsmith.dataset;

import jakarta.annotation.PreDestroy;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.netsmith.engine.Finding;
import org.netsmith.storage.Blobs;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.TaskException;
import org.netsmith.worker.Workers;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Has uploads read by workers, a few at a time, and takes over what they leave behind. */
@Component
class Ingestion {

    /** How reading ended. */
    sealed interface Ended {
        record Ready(StoredVersion.Reading reading) implements Ended {}

        record Failed(StoredVersion.Failure failure) implements Ended {}
    }

    private static final int ATTEMPTS = 2;
    private static final String OUT_OF_MEMORY = "out-of-memory";
    private static final String NATIVE_CRASH = "native-crash";
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Workers workers;
    private final Blobs blobs;
    private final IngestLimits limits;
    private final ExecutorService slots;
    private volatile boolean closing;

    Ingestion(Workers workers, Blobs blobs, DatasetSettings settings) {
        this.workers = workers;
        this.blobs = blobs;
        this.limits = settings.limits();
        this.slots = Executors.newFixedThreadPool(
                settings.slots(),
                Thread.ofPlatform().name("ingestion-", 0).daemon().factory());
    }

    /**
     * Reads the files; never completes where the server is stopped meanwhile, so that the next one takes it up again.
     */
    CompletableFuture<Ended> start(List<IngestTask.Upload> uploads, IngestOptions options) {
        var ended = new CompletableFuture<Ended>();
        slots.execute(() -> {
            try {
                Ended result = read(new IngestTask(uploads, options, limits));
                if (!closing) {
                    ended.complete(result);
                }
            } catch (RuntimeException | Error failed) {
                if (!closing) {
                    ended.completeExceptionally(failed);
                }
            }
        });
        return ended;
    }

    private Ended read(IngestTask task) {
        for (int attempt = 1; ; attempt++) {
            Running running = workers.run(task, message -> {});
            try {
                Outcome outcome = running.outcome().join();
                boolean again = outcome instanceof Outcome.Crashed crashed
                        && !crashed.reason().equals(OUT_OF_MEMORY);
                if (!again || attempt == ATTEMPTS || closing) {
                    return ended(outcome, running.directory());
                }
            } finally {
                running.close();
            }
        }
    }

    private Ended ended(Outcome outcome, Path directory) {
        return switch (outcome) {
            case Outcome.Done done ->
                new Ended.Ready(take(JSON.treeToValue(done.result(), IngestTask.Result.class), directory));
            case Outcome.Failed failed -> failed(failed.slug(), failed.detail(), failed.errors());
            case Outcome.Crashed crashed
            when crashed.reason().equals(OUT_OF_MEMORY) ->
                failed(Rejection.SLUG, "reading the files takes more memory than a worker has", List.of());
            case Outcome.Crashed crashed
            when crashed.reason().equals(NATIVE_CRASH) ->
                failed(Rejection.SLUG, "the files are damaged so badly that reading them ended the worker", List.of());
            case Outcome.Crashed _, Outcome.Cancelled _ ->
                failed("internal", "the worker that read the files ended", List.of());
        };
    }

    private static Ended failed(String slug, String detail, List<TaskException.Error> errors) {
        List<Finding> findings = errors.stream()
                .map(error -> new Finding(error.pointer(), error.detail()))
                .toList();
        return new Ended.Failed(new StoredVersion.Failure(slug, detail, findings));
    }

    private StoredVersion.Reading take(IngestTask.Result result, Path directory) {
        Map<String, String> taken = new LinkedHashMap<>();
        result.files()
                .forEach((column, file) ->
                        taken.put(column, blobs.put(directory.resolve(file)).sha256()));
        String preview = blobs.put(directory.resolve(result.preview())).sha256();
        return new StoredVersion.Reading(
                result.format(), result.rows(), result.columns(), taken, preview, result.warnings());
    }

    @PreDestroy
    void close() {
        closing = true;
        slots.shutdownNow();
    }
}
