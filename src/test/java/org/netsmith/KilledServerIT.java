package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The server as a process of its own, killed as by a power cut: what was acknowledged is there afterwards, to the
 * last bit.
 */
class KilledServerIT {

    private static final String FLOWER = "[[5.1, 3.5, 1.4, 0.2], [6.0, 2.9, 4.5, 1.5]]";

    @TempDir
    private Path home;

    private final List<ServerProcess> started = new ArrayList<>();

    @AfterEach
    void stops() {
        started.forEach(ServerProcess::kill);
    }

    @Test
    void everythingAcknowledgedIsThereAfterAKill() {
        ServerProcess first = start();
        first.api().upload("iris", TestData.csv("iris"));
        String job = first.api().submit("{\"dataset\": \"iris\", \"target\": \"species\"}");
        first.api().succeeded(job);
        String before = first.api().predict("iris", FLOWER);
        String model = first.api()
                .get("/api/v1/models/iris/versions/1")
                .expect(200)
                .raw()
                .body();
        String unfinished = first.api().submit("""
            {"dataset": "iris", "target": "species", "fit": {"epochs": 1000, "callbacks": []}, "register": {"model": "later"}}\
            """);
        List<ProcessHandle> workers = RunningServer.workers(first.process().toHandle());

        first.kill();

        assertThat(workers).isNotEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> workers.stream().noneMatch(ProcessHandle::isAlive));
        ServerProcess second = start();
        assertThat(second.api()
                        .get("/api/v1/datasets/iris")
                        .expect(200)
                        .json()
                        .path("rows")
                        .asInt())
                .isEqualTo(150);
        assertThat(second.api().state(job)).isEqualTo("succeeded");
        assertThat(second.api()
                        .get("/api/v1/models/iris/versions/1")
                        .expect(200)
                        .raw()
                        .body())
                .isEqualTo(model);
        assertThat(second.api().predict("iris", FLOWER)).isEqualTo(before);
        second.api().succeeded(unfinished);
        assertThat(second.api().get("/api/v1/models/later").expect(200).json().path("versions"))
                .hasSize(1);
    }

    private ServerProcess start() {
        ServerProcess server = ServerProcess.start(home);
        started.add(server);
        server.api().awaitReady();
        return server;
    }

    private record ServerProcess(Process process, Api api) {

        static ServerProcess start(Path home) {
            int port = freePort();
            try {
                Process process = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "--add-modules",
                                "jdk.incubator.vector",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                NetsmithServer.class.getName(),
                                "--server.port=" + port,
                                "--netsmith.home=" + home)
                        .inheritIO()
                        .start();
                return new ServerProcess(process, new Api(port));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static int freePort() {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void kill() {
            api.close();
            process.destroyForcibly().onExit().join();
        }
    }
}
