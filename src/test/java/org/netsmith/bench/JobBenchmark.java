package org.netsmith.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.springframework.util.FileSystemUtils;

/** Times a server of its own from outside: start to ready, and from posting a job to its end. */
final class JobBenchmark implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final Process server;
    private final URI base;
    private final double secondsToReady;

    JobBenchmark() throws IOException, InterruptedException {
        home = Files.createTempDirectory("netsmith-bench");
        int port = freePort();
        base = URI.create("http://127.0.0.1:" + port);
        long start = System.nanoTime();
        server = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-modules",
                        "jdk.incubator.vector",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "org.netsmith.NetsmithServer",
                        "--server.port=" + port,
                        "--netsmith.home=" + home)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("server.log").toFile())
                .start();
        while (!isReady()) {
            if (!server.isAlive()) {
                throw new IOException("the server did not start:\n" + Files.readString(home.resolve("server.log")));
            }
            Thread.sleep(20);
        }
        secondsToReady = seconds(start);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private boolean isReady() throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(base.resolve("/readyz")).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    double secondsToReady() {
        return secondsToReady;
    }

    void upload(String name, Path csv) throws IOException, InterruptedException {
        send(HttpRequest.newBuilder(base.resolve("/api/v1/datasets?name=" + name))
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofFile(csv))
                .build());
    }

    /** Seconds from posting the job to the answer that it succeeded. */
    double job(String body) throws IOException, InterruptedException {
        long start = System.nanoTime();
        String job = send(HttpRequest.newBuilder(base.resolve("/api/v1/training-jobs"))
                .header("Content-Type", "application/json")
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.ofString(body))
                .build());
        double seconds = seconds(start);
        if (!job.replace(" ", "").contains("\"state\":\"succeeded\"")) {
            throw new IOException("the job did not succeed: " + job);
        }
        return seconds;
    }

    /** The median over several jobs. */
    double warmJob(String body, int jobs) throws IOException, InterruptedException {
        List<Double> seconds = new ArrayList<>();
        for (int i = 0; i < jobs; i++) {
            seconds.add(job(body));
        }
        Collections.sort(seconds);
        return seconds.get(jobs / 2);
    }

    private String send(HttpRequest request) throws IOException, InterruptedException {
        var response = client.send(request, BodyHandlers.ofString());
        if (response.statusCode() >= 300) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return response.body();
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() throws IOException {
        server.destroy();
        server.onExit().join();
        FileSystemUtils.deleteRecursively(home);
    }
}
