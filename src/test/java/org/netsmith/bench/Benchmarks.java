package org.netsmith.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;

/** The figures of the README, as Markdown: {@code mvn -Pbench test-compile exec:exec}. */
public final class Benchmarks {

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        System.out.printf(
                "Machine: %s, %d processors; Java %s%n%n",
                processor(), Runtime.getRuntime().availableProcessors(), Runtime.version());
        printSteps();
        printJobs();
    }

    private static void printSteps() {
        System.out.println("| network | batch | threads | µs a step, median | best | steps a second |");
        System.out.println("|---|---|---|---|---|---|");
        for (int threads = 1; threads <= Runtime.getRuntime().availableProcessors(); threads++) {
            Backend backend = Backends.worker("cpu", threads);
            printStep("20-64-64-2", 32, threads, StepBenchmark.run(backend, 32, 2000, 20, 20, 64, 64, 2));
            printStep("784-512-512-10", 128, threads, StepBenchmark.run(backend, 128, 60, 12, 784, 512, 512, 10));
        }
        System.out.println();
    }

    private static void printStep(String network, int batch, int threads, StepBenchmark.Result result) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %d | %.1f | %.1f | %,.0f |%n",
                network,
                batch,
                threads,
                result.median(),
                result.best(),
                1e6 / result.median());
    }

    private static void printJobs() throws Exception {
        Path iris = Path.of("src/test/resources/data/iris.csv");
        String job = "{\"dataset\": \"iris\", \"target\": \"species\", \"validation\": {\"split\": 0.2}, \"seed\": 1}";
        String oneEpoch = "{\"dataset\": \"iris\", \"target\": \"species\", \"fit\": {\"epochs\": 1}, \"seed\": 1}";
        try (JobBenchmark server = new JobBenchmark()) {
            server.upload("iris", iris);
            double first = server.job(job);
            double warm = server.warmJob(job, 11);
            double overhead = server.warmJob(oneEpoch, 11);
            System.out.println("| what | seconds |");
            System.out.println("|---|---|");
            System.out.printf(Locale.ROOT, "| server start to ready | %.2f |%n", server.secondsToReady());
            System.out.printf(
                    Locale.ROOT,
                    "| first iris job, submitted to succeeded, as soon as the server is up | %.2f |%n",
                    first);
            System.out.printf(Locale.ROOT, "| warm iris job, median of 11 | %.2f |%n", warm);
            System.out.printf(Locale.ROOT, "| warm iris job of one epoch, median of 11 | %.2f |%n", overhead);
        }
    }

    private static String processor() {
        try {
            return Files.lines(Path.of("/proc/cpuinfo"))
                    .filter(line -> line.startsWith("model name"))
                    .findFirst()
                    .map(line -> line.substring(line.indexOf(':') + 2))
                    .orElse(System.getProperty("os.arch"));
        } catch (java.io.IOException | java.io.UncheckedIOException unknown) {
            return System.getProperty("os.arch");
        }
    }
}
