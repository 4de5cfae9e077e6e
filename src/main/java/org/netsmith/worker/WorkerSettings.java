package org.netsmith.worker;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.ConstructorBinding;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * How worker processes are started.
 *
 * @param directory where tasks work; everything in it is deleted at start
 * @param backend {@code auto} (default), {@code cpu} or {@code nd4j}
 * @param threads how many threads a task computes with; by default one a core
 * @param heap the Java heap of a worker, 1 GB by default
 * @param nativeMemory the limit of a worker's memory outside the heap, 4 GB by default
 * @param cache how much disk tasks may fill with what can be made again, such as tables as they lie in memory, 20 GB by
 *     default; the files used longest ago go first
 * @param grace how long a cancelled task may take to stop before its process is ended, 3 s by default
 * @param mainClass the front door of the worker process
 * @param aotCache a file of classes made ready ahead of time ({@code -XX:AOTCache}); by default {@code worker.aot}
 *     beside the jar. Where it is missing or was made for another Java or jar, the worker starts without it
 * @param amx whether training may use the matrix unit of the processor where there is one, {@code true} by default;
 *     without it the bits of a trained model are those of processors that have none
 */
@Validated
@ConfigurationProperties("netsmith.worker")
public record WorkerSettings(
        @NotNull Path directory,
        @Pattern(regexp = "auto|cpu|nd4j") String backend,
        @Min(1) Integer threads,
        DataSize heap,
        DataSize nativeMemory,
        DataSize cache,
        Duration grace,
        String mainClass,
        @Nullable Path aotCache,
        Boolean amx) {

    @ConstructorBinding
    public WorkerSettings(
            @Nullable Path directory,
            @Nullable String backend,
            @Nullable Integer threads,
            @Nullable DataSize heap,
            @Nullable DataSize nativeMemory,
            @Nullable DataSize cache,
            @Nullable Duration grace,
            @Nullable String mainClass,
            @Nullable Path aotCache,
            @Nullable Boolean amx) {
        this.directory = directory;
        this.backend = backend == null ? "auto" : backend;
        this.threads = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
        this.heap = heap == null ? DataSize.ofGigabytes(1) : heap;
        this.nativeMemory = nativeMemory == null ? DataSize.ofGigabytes(4) : nativeMemory;
        this.cache = cache == null ? DataSize.ofGigabytes(20) : cache;
        this.grace = grace == null ? Duration.ofSeconds(3) : grace;
        this.mainClass = mainClass == null ? "org.netsmith.NetsmithWorker" : mainClass;
        this.aotCache = aotCache;
        this.amx = amx == null || amx;
    }

    /** Everything at its default. */
    public static WorkerSettings in(Path directory) {
        return new WorkerSettings(directory, null, null, null, null, null, null, null, null, null);
    }
}
