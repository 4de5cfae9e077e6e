package org.netsmith.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;

/** What a job costs beyond its training, how many small ones a minute sees through, and the memory that takes. */
final class JobsBenchmark {

    private static final int WARM_UP_JOBS = Integer.getInteger("bench.jobs.warm-up", 60);
    private static final int WARM_JOBS = Integer.getInteger("bench.jobs.warm", 21);
    private static final int QUEUED_JOBS = Integer.getInteger("bench.jobs.queued", 200);
    private static final Path IRIS = Path.of("src/test/resources/data/iris.csv");
    private static final String ONE_EPOCH =
            "{\"dataset\": \"iris\", \"target\": \"species\", \"fit\": {\"epochs\": 1}, \"seed\": 1}";
    private static final String WHOLE = """
        {"dataset": "iris", "target": "species", "validation": {"split": 0.2}, "seed": 1}\
        """;

    private final List<String> targets =
            new ArrayList<>(List.of("| target | at most | reached | |", "|---|---|---|---|"));
    private final List<String> lines = new ArrayList<>();

    private JobsBenchmark() {}

    static String run() throws IOException {
        JobsBenchmark benchmark = new JobsBenchmark();
        try (Unpacked jar = Unpacked.jar()) {
            benchmark.single(jar);
            benchmark.many(jar);
        }
        List<String> all = new ArrayList<>(benchmark.targets);
        all.add("");
        all.addAll(benchmark.lines);
        return String.join("\n", all);
    }

    private void single(Unpacked jar) throws IOException {
        try (ServerProcess server = new ServerProcess(jar, List.of())) {
            server.upload("iris", IRIS);
            server.awaitIdleWorker();
            double before = Load.middle(times(server, ONE_EPOCH));
            IntStream.range(WARM_JOBS, WARM_UP_JOBS).forEach(_ -> quietly(server));
            double[] whole = times(server, WHOLE);
            double[] oneEpoch = times(server, ONE_EPOCH);
            double overhead = Load.middle(oneEpoch);
            targets.add(String.format(
                    Locale.ROOT,
                    "| a warm job of one epoch of iris, beyond its training, median of %d after %d others | 100 ms |"
                            + " %.0f ms | %s |",
                    WARM_JOBS,
                    WARM_UP_JOBS + WARM_JOBS,
                    overhead,
                    overhead <= 100 ? "met" : "**missed**"));
            targets.add(String.format(
                    Locale.ROOT,
                    "| the same among the first %d of a server | | %.0f ms | |",
                    WARM_JOBS,
                    before));
            targets.add(String.format(
                    Locale.ROOT,
                    "| a warm job of iris as it is by default, beyond its training | | %.0f ms | |",
                    Load.middle(whole)));
        }
    }

    /** Milliseconds from posting to the answer that it succeeded, less what its epochs say they took. */
    private static double[] times(ServerProcess server, String job) throws IOException {
        double[] milliseconds = new double[WARM_JOBS];
        for (int i = 0; i < WARM_JOBS; i++) {
            long start = System.nanoTime();
            JsonNode finished = server.job(job);
            double seconds = ServerProcess.seconds(start);
            milliseconds[i] =
                    1e3 * (seconds - training(server, finished.path("id").asString()));
        }
        return milliseconds;
    }

    private static double training(ServerProcess server, String id) throws IOException {
        return server.get("/api/v1/training-jobs/" + id + "/events?limit=500")
                .valueStream()
                .filter(event -> event.path("type").asString().equals("epoch"))
                .mapToDouble(event -> event.path("data").path("seconds").asDouble())
                .sum();
    }

    private void many(Unpacked jar) throws IOException {
        lines.add("| worker processes | jobs a minute, %d queued jobs of one epoch | server, idle | workers, idle |"
                        .formatted(QUEUED_JOBS)
                + " server, at work | workers, at work |");
        lines.add("|---|---|---|---|---|---|");
        for (int workers = 1; workers <= 2; workers++) {
            many(jar, workers);
        }
    }

    private void many(Unpacked jar, int workers) throws IOException {
        try (ServerProcess server = new ServerProcess(jar, List.of(), "--netsmith.queue.slots=" + workers)) {
            server.upload("iris", IRIS);
            server.awaitIdleWorker();
            long idleServer = server.residentMegabytes();
            long idleWorkers = server.workersResidentMegabytes();
            IntStream.range(0, 10).forEach(_ -> quietly(server));
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < QUEUED_JOBS; i++) {
                ids.add(server.post("/api/v1/training-jobs", ONE_EPOCH, "wait=0")
                        .path("id")
                        .asString());
            }
            while (unfinished(server) > QUEUED_JOBS / 2) {
                ServerProcess.sleep(50);
            }
            long busyServer = server.residentMegabytes();
            long busyWorkers = server.workersResidentMegabytes();
            while (unfinished(server) > 0) {
                ServerProcess.sleep(50);
            }
            lines.add(String.format(
                    Locale.ROOT,
                    "| %d | %,.0f | %d MB | %d MB | %d MB | %d MB |",
                    workers,
                    60 * ids.size() / seconds(server, ids),
                    idleServer,
                    idleWorkers,
                    busyServer,
                    busyWorkers));
        }
    }

    private static void quietly(ServerProcess server) {
        try {
            server.job(ONE_EPOCH);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static int unfinished(ServerProcess server) throws IOException {
        return server.get("/api/v1/training-jobs?limit=500&state=queued")
                        .path("items")
                        .size()
                + server.get("/api/v1/training-jobs?limit=500&state=running")
                        .path("items")
                        .size();
    }

    /** From the start of the first to the end of the last. */
    private static double seconds(ServerProcess server, List<String> ids) throws IOException {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        for (String id : ids) {
            JsonNode job = server.get("/api/v1/training-jobs/" + id);
            Instant started = Instant.parse(job.path("started_at").asString());
            Instant finished = Instant.parse(job.path("finished_at").asString());
            first = started.isBefore(first) ? started : first;
            last = finished.isAfter(last) ? finished : last;
        }
        return Duration.between(first, last).toMillis() / 1e3;
    }
}
