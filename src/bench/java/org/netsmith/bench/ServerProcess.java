package org.netsmith.bench;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server of its own in a new directory, asked from outside. */
final class ServerProcess implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient client = HttpClient.newHttpClient();
    private final Path home;
    private final Process process;
    private final int port;
    private final double secondsToReady;

    /** Starts what was unpacked and waits until it is ready. */
    ServerProcess(Unpacked application, List<String> flags, String... settings) throws IOException {
        home = Files.createTempDirectory("netsmith-bench");
        port = freePort();
        long start = System.nanoTime();
        process = new ProcessBuilder(command(application, flags, settings))
                .redirectErrorStream(true)
                .redirectOutput(log().toFile())
                .start();
        awaitReady();
        secondsToReady = seconds(start);
    }

    private List<String> command(Unpacked application, List<String> flags, String[] settings) {
        List<String> command = new ArrayList<>(
                List.of(Unpacked.java(), "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of(
                "-cp",
                String.join(File.pathSeparator, application.classPath()),
                "org.netsmith.NetsmithServer",
                "--server.port=" + port,
                "--netsmith.home=" + home));
        command.addAll(List.of(settings));
        return command;
    }

    private Path log() {
        return home.resolve("server.log");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private void awaitReady() throws IOException {
        while (!answers("/readyz")) {
            if (!process.isAlive()) {
                throw new IOException("the server did not start:\n" + Files.readString(log()));
            }
            sleep(10);
        }
    }

    private boolean answers(String path) {
        try {
            return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The idle worker has exercised its kernels when it has used next to no processor time for a second. */
    void awaitIdleWorker() throws IOException {
        while (get("/api/v1/info").path("worker").isMissingNode()
                || get("/api/v1/info").path("worker").isNull()) {
            sleep(50);
        }
        double before = Double.NEGATIVE_INFINITY;
        for (double now = workerSeconds(); now - before > 0.05; now = workerSeconds()) {
            before = now;
            sleep(1000);
        }
    }

    private double workerSeconds() {
        return process.descendants()
                .map(worker -> worker.info().totalCpuDuration().orElseThrow().toMillis() / 1e3)
                .reduce(0.0, Double::sum);
    }

    /** Processor time that the server has used so far, without its workers'. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElseThrow().toMillis() / 1e3;
    }

    int port() {
        return port;
    }

    double secondsToReady() {
        return secondsToReady;
    }

    /** Resident memory of the server in MB, from the operating system. */
    long residentMegabytes() throws IOException {
        return residentMegabytes(process.pid());
    }

    /** That of its worker processes together. */
    long workersResidentMegabytes() throws IOException {
        long sum = 0;
        for (ProcessHandle worker : process.descendants().toList()) {
            sum += residentMegabytes(worker.pid());
        }
        return sum;
    }

    private static long residentMegabytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    void upload(String name, Path csv) throws IOException {
        send(HttpRequest.newBuilder(uri("/api/v1/datasets?name=" + name))
                .header("Content-Type", "text/csv")
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.ofFile(csv)));
    }

    /** Files of one data set, as a form. */
    void upload(String name, List<byte[]> files) throws IOException {
        List<BodyPublisher> parts = new ArrayList<>();
        parts.add(BodyPublishers.ofString("--netsmith\r\nContent-Disposition: form-data; name=name\r\n\r\n" + name));
        for (int i = 0; i < files.size(); i++) {
            parts.add(BodyPublishers.ofString(
                    "\r\n--netsmith\r\nContent-Disposition: form-data; name=file; filename=" + i + "\r\n\r\n"));
            parts.add(BodyPublishers.ofByteArray(files.get(i)));
        }
        parts.add(BodyPublishers.ofString("\r\n--netsmith--\r\n"));
        send(HttpRequest.newBuilder(uri("/api/v1/datasets"))
                .header("Content-Type", "multipart/form-data; boundary=netsmith")
                .header("Prefer", "wait=60")
                .POST(BodyPublishers.concat(parts.toArray(BodyPublisher[]::new))));
    }

    /** Posts a job and answers it as it is at its end, which must be a success. */
    JsonNode job(String body) throws IOException {
        JsonNode job = post("/api/v1/training-jobs", body, "wait=60");
        if (!job.path("state").asString().equals("succeeded")) {
            throw new IOException("the job did not succeed: " + job);
        }
        return job;
    }

    JsonNode post(String path, String body, String prefer) throws IOException {
        return send(HttpRequest.newBuilder(uri(path))
                .header("Content-Type", "application/json")
                .header("Prefer", prefer)
                .POST(BodyPublishers.ofString(body)));
    }

    JsonNode get(String path) throws IOException {
        return send(HttpRequest.newBuilder(uri(path)));
    }

    private JsonNode send(HttpRequest.Builder request) throws IOException {
        try {
            var response = client.send(request.build(), BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new IOException(response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        process.onExit().join();
        FileSystemUtils.deleteRecursively(home);
    }
}
