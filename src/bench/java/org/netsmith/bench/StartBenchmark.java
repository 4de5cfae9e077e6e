package org.netsmith.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** From starting a server to ready, and to the end of a first job, with and without caches of loaded classes. */
final class StartBenchmark {

    private static final int TURNS = Integer.getInteger("bench.start.turns", 3);
    private static final Path IRIS = Path.of("src/test/resources/data/iris.csv");
    private static final String JOB = """
        {"dataset": "iris", "target": "species", "validation": {"split": 0.2}, "seed": 1}\
        """;

    private record Start(double ready, double firstJob) {}

    private StartBenchmark() {}

    static String run() throws IOException {
        try (Unpacked jar = Unpacked.jar();
                Unpacked cached = Unpacked.jar()) {
            List<String> caches = makeCaches(cached);
            List<Start> plain = new ArrayList<>();
            List<Start> fast = new ArrayList<>();
            for (int turn = 0; turn < TURNS; turn++) {
                plain.add(start(jar, List.of()));
                fast.add(start(cached, caches));
            }
            return String.join(
                    "\n",
                    "| median of %d, in turns | start to ready, s | first job of iris, asked for at once, s |"
                            .formatted(TURNS),
                    "|---|---|---|",
                    row("unpacked jar", plain),
                    row("with AOT caches, as in the image", fast));
        }
    }

    private static String row(String name, List<Start> starts) {
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f |",
                name,
                Load.middle(starts.stream().mapToDouble(Start::ready).toArray()),
                Load.middle(starts.stream().mapToDouble(Start::firstJob).toArray()));
    }

    private static Start start(Unpacked jar, List<String> flags) throws IOException {
        try (ServerProcess server = new ServerProcess(jar, flags)) {
            long start = System.nanoTime();
            server.upload("iris", IRIS);
            server.job(JOB);
            return new Start(server.secondsToReady(), ServerProcess.seconds(start));
        }
    }

    /** As the container image makes them; answers the flags of a server that uses them. */
    private static List<String> makeCaches(Unpacked jar) throws IOException {
        Path worker = jar.directory().resolve("worker.aot");
        Path server = jar.directory().resolve("server.aot");
        Process warming = new ProcessBuilder(
                        Unpacked.java(),
                        "--add-modules=jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-XX:+UseSerialGC",
                        "-XX:AOTCacheOutput=" + worker,
                        "-cp",
                        String.join(File.pathSeparator, jar.classPath()),
                        "org.netsmith.NetsmithWorker")
                .redirectErrorStream(true)
                .start();
        ServerProcess.sleep(30_000);
        warming.getOutputStream().close();
        warming.getInputStream().readAllBytes();
        new ServerProcess(jar, List.of("-XX:AOTCacheOutput=" + server)).close();
        for (Path cache : Arrays.asList(worker, server)) {
            if (!cache.toFile().isFile()) {
                throw new IOException("there is no " + cache);
            }
        }
        return List.of("-XX:AOTCache=" + server);
    }
}
