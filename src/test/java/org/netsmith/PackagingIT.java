package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as people start it: server and worker out of the same file. */
class PackagingIT {

    private static final Path JAR = Path.of(System.getProperty("netsmith.jar")).toAbsolutePath();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @TempDir
    Path home;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(Process::destroyForcibly);
        started.forEach(process -> process.onExit().join());
    }

    @Test
    void startsServerAndWorkerFromTheSameJar() throws IOException {
        int port = freePort();
        Process server = start(port, "server.log");

        awaitReady(port);

        await().atMost(Duration.ofMinutes(3))
                .untilAsserted(() -> assertThat(get(port, "/api/v1/info")).contains("\"backend\":", "\"device\":"));
        assertThat(get(port, "/v3/api-docs"))
                .contains("/api/v1/info", "\"Problem\"")
                .doesNotContain("SseEmitter");
        assertThat(get(port, "/swagger-ui/index.html")).contains("swagger");
        assertThat(get(port, "/actuator/prometheus")).contains("jvm_memory");
        assertThat(server.descendants()).hasSize(1);
    }

    @Test
    void refusesAHomeThatAnotherProcessUses() throws Exception {
        int port = freePort();
        start(port, "first.log");
        awaitReady(port);

        Process second = start(freePort(), "second.log");

        assertThat(second.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(second.exitValue()).isEqualTo(78);
        assertThat(Files.readString(home.resolve("second.log"))).contains("Another Netsmith runs on");
        assertThat(get(port, "/livez")).contains("UP");
    }

    @Test
    void refusesToListenToStrangers() throws Exception {
        Process process = start(freePort(), "refused.log", "--server.address=0.0.0.0");

        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).isEqualTo(78);
        assertThat(Files.readString(home.resolve("refused.log"))).contains("netsmith.insecure=true");
    }

    @Test
    void itsWorkersEndWhenItIsKilled() throws Exception {
        int port = freePort();
        Process server = start(port, "server.log");
        awaitReady(port);
        List<ProcessHandle> workers = server.descendants().toList();

        server.destroyForcibly().waitFor();

        assertThat(workers).isNotEmpty();
        await().atMost(Duration.ofSeconds(30)).until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
    }

    private Process start(int port, String log, String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-Xmx512m",
                "-jar",
                JAR.getFileName().toString(),
                "--server.port=" + port,
                "--netsmith.home=" + home.resolve("data"),
                "--netsmith.worker.heap=256MB"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(JAR.getParent().toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve(log).toFile())
                .start();
        started.add(process);
        return process;
    }

    private static void awaitReady(int port) {
        await().atMost(Duration.ofMinutes(3))
                .ignoreExceptions()
                .until(() -> get(port, "/readyz").contains("UP"));
    }

    private static String get(int port, String path) throws IOException {
        try {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .build();
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
