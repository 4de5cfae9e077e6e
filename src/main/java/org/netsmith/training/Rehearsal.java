package org.netsmith.training;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import org.netsmith.engine.fit.WarmUp;
import org.netsmith.worker.TaskContext;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Trains a small job again and again before the first real one, after {@link WarmUp} has exercised the kernels: what
 * lies around them, from reading the plan to writing the model's file, is compiled as well then. Ends early when its
 * thread is interrupted.
 */
public final class Rehearsal implements Runnable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final String backend;
    private final int threads;
    private final int times;

    /** @param times how often: 30 take about two seconds on two cores */
    public Rehearsal(String backend, int threads, int times) {
        this.backend = backend;
        this.threads = threads;
        this.times = times;
    }

    @Override
    public void run() {
        try {
            Path directory = Files.createTempDirectory("rehearsal");
            try {
                rehearse(directory);
            } finally {
                delete(directory);
            }
        } catch (IOException | UncheckedIOException failed) {
            if (!Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("the rehearsal failed", failed);
            }
        }
    }

    private void rehearse(Path directory) throws IOException {
        byte[] plan = resource("rehearsal.json");
        Path table = Files.write(directory.resolve("rehearsal.parquet"), resource("rehearsal.parquet"));
        Context context = new Context(directory, backend, threads);
        for (int i = 0; i < times && !context.cancelled(); i++) {
            TrainTask task = new TrainTask(JSON.readValue(plan, TrainingPlan.class), Map.of("table", table), null);
            context.report("done", task.run(context));
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream resource = Rehearsal.class.getResourceAsStream(name)) {
            return resource.readAllBytes();
        }
    }

    private static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Writes what nobody reads. */
    private record Context(Path directory, String backend, int threads) implements TaskContext {

        @Override
        public Path cache() {
            return directory;
        }

        @Override
        public void report(String type, Object data) {
            JSON.writeValueAsBytes(data);
        }

        @Override
        public boolean cancelled() {
            return Thread.currentThread().isInterrupted();
        }
    }
}
