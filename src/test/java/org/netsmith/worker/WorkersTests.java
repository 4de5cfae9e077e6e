package org.netsmith.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.unit.DataSize;

/** Real processes; nothing waits for longer than it must. */
@Timeout(60)
class WorkersTests {

    @TempDir
    Path directory;

    private Workers workers;

    @BeforeEach
    void start() {
        var settings = new WorkerSettings(
                directory,
                "cpu",
                1,
                DataSize.ofMegabytes(64),
                DataSize.ofMegabytes(256),
                null,
                null,
                ExampleWorker.class.getName(),
                null,
                null);
        workers = new Workers(settings);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    @Test
    void bringsBackMessagesInOrderThenTheAnswerAndTheFiles() {
        var numbers = new CopyOnWriteArrayList<Integer>();

        Running running = workers.run(
                new ExampleWorker.Echo("hällo", 500),
                said -> numbers.add(said.data().get("number").asInt()));
        Outcome outcome = running.outcome().join();

        assertThat(numbers).hasSize(500).isSorted();
        assertThat(((Outcome.Done) outcome).result().get("text").asString()).isEqualTo("hällo");
        assertThat(running.directory().resolve("echo.txt")).hasContent("hällo");
        running.close();
        assertThat(running.directory()).doesNotExist();
    }

    @Test
    void givesTheNextTaskToTheWorkerThatIsWarm() {
        long first = pidOf(echo());
        long second = pidOf(echo());

        assertThat(second).isEqualTo(first);
    }

    @Test
    void runsTwoTasksInTwoProcesses() {
        Running hanging = hang(true);

        assertThat(pidOf(echo())).isNotEqualTo(hanging.pid());

        hanging.cancel();
        assertThat(hanging.outcome().join()).isEqualTo(new Outcome.Cancelled());
    }

    @Test
    void tellsWhatATaskForesaw() {
        assertThat(run(new ExampleWorker.Refuse()))
                .isEqualTo(new Outcome.Failed(
                        "invalid-dataset", "No rows", List.of(new TaskException.Error("/rows/0", "is empty"))));
    }

    @Test
    void tellsNothingOfAnExceptionButThatItHappened() {
        assertThat(run(new ExampleWorker.Break())).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.slug()).isEqualTo("internal");
            assertThat(failed.detail()).doesNotContain("secret", "Exception");
        });
    }

    @ParameterizedTest
    @CsvSource({"3, out-of-memory", "134, native-crash", "139, native-crash", "0, worker-crashed", "17, worker-crashed"
    })
    void tellsHowAProcessEnded(int exitCode, String reason) {
        assertThat(run(new ExampleWorker.Halt(exitCode))).isEqualTo(new Outcome.Crashed(reason, exitCode));
        assertThat(pidOf(echo())).isPositive();
    }

    @Test
    void survivesAWorkerWithoutMemory() {
        assertThat(run(new ExampleWorker.Exhaust())).isEqualTo(new Outcome.Crashed("out-of-memory", 3));
    }

    @Test
    void noticesAKilledWorkerAtOnce() {
        Running hanging = hang(false);
        long before = System.nanoTime();

        ProcessHandle.of(hanging.pid()).orElseThrow().destroyForcibly();

        assertThat(hanging.outcome().join()).isEqualTo(new Outcome.Crashed("worker-crashed", 137));
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void replacesAnIdleWorkerThatWasKilled() {
        long first = pidOf(echo());

        ProcessHandle.of(first).orElseThrow().destroyForcibly();
        ProcessHandle.of(first).ifPresent(process -> process.onExit().join());

        assertThat(pidOf(echo())).isNotEqualTo(first);
    }

    @Test
    void letsATaskStopByItselfAndKeepsItsWorker() {
        Running hanging = hang(true);

        hanging.cancel();

        assertThat(hanging.outcome().join()).isEqualTo(new Outcome.Cancelled());
        assertThat(pidOf(echo())).isEqualTo(hanging.pid());
    }

    @Test
    void endsATaskThatDoesNotStopWithinFiveSeconds() throws Exception {
        Running hanging = hang(false);

        hanging.cancel();

        assertThat(hanging.outcome().get(5, TimeUnit.SECONDS)).isEqualTo(new Outcome.Cancelled());
        assertThat(ProcessHandle.of(hanging.pid()).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
    }

    @Test
    void takesPrintedOutputForWhatItIs() {
        assertThat(run(new ExampleWorker.Chatter(20)))
                .isInstanceOfSatisfying(
                        Outcome.Done.class,
                        done -> assertThat(done.result().asString()).isEqualTo("finished"));
    }

    @Test
    void keepsTheServersEnvironmentToItself() {
        var outcome = (Outcome.Done) run(new ExampleWorker.Surroundings());

        assertThat(outcome.result().get("environment").valueStream().map(name -> name.asString()))
                .isSubsetOf(
                        "PATH",
                        "HOME",
                        "USER",
                        "LANG",
                        "LC_ALL",
                        "TZ",
                        "TMPDIR",
                        "OMP_NUM_THREADS",
                        "LD_LIBRARY_PATH",
                        "SystemRoot",
                        "USERPROFILE",
                        "CUDA_PATH",
                        "CUDA_VISIBLE_DEVICES",
                        "NVIDIA_VISIBLE_DEVICES");
        assertThat(outcome.result().get("threads").asInt()).isEqualTo(1);
        assertThat(outcome.result().get("backend").asString()).isEqualTo("cpu");
    }

    @Test
    void knowsWhatTheWorkerSaysOfItself() {
        await().untilAsserted(() -> assertThat(workers.about())
                .hasValueSatisfying(
                        about -> assertThat(about.get("device").asString()).isEqualTo("abacus")));
    }

    @Test
    void endsIdleAndBusyWorkersWithTheServer() {
        Running hanging = hang(false);
        long idle = pidOf(echo());

        workers.close();

        await().until(() -> List.of(hanging.pid(), idle).stream()
                .allMatch(pid ->
                        ProcessHandle.of(pid).map(process -> !process.isAlive()).orElse(true)));
    }

    @Test
    void sweepsTheDirectoriesOfAnEarlierProcess() throws IOException {
        Path left = Files.createDirectories(directory.resolve("tasks/left"));
        Files.writeString(left.resolve("half"), "abc");

        new TaskDirectories(directory);

        assertThat(left).doesNotExist();
    }

    private Outcome run(Task task) {
        return workers.run(task, message -> {}).outcome().join();
    }

    private Outcome echo() {
        return run(new ExampleWorker.Echo("?", 1));
    }

    private static long pidOf(Outcome outcome) {
        return ((Outcome.Done) outcome).result().get("pid").asLong();
    }

    private Running hang(boolean stopsWhenAsked) {
        var hangs = new CompletableFuture<String>();
        Running running =
                workers.run(new ExampleWorker.Hang(stopsWhenAsked), message -> hangs.complete(message.type()));
        hangs.join();
        return running;
    }
}
