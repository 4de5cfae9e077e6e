package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.training.JobEvent.Draft;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Workers.Message;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

class TrainingSupervisorTests {

    private TestTraining training;

    @BeforeEach
    void open(@TempDir Path directory) {
        training = new TestTraining(directory);
    }

    @AfterEach
    void close() {
        training.close();
    }

    @Test
    void aFinishedTaskLeavesAModelAndASucceededJob() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            messages.accept(FakeWorker.encoders());
            messages.accept(FakeWorker.progress(0, 0, 5));
            messages.accept(FakeWorker.epoch(0, 0.4));
            messages.accept(FakeWorker.epoch(1, 0.5));
            return FakeWorker.done();
        });

        run(id);

        Job job = training.job(id);
        assertThat(job.state()).isEqualTo(new JobState.Succeeded(TestTraining.NOON, "iris@1"));
        assertThat(job.attempt()).isEqualTo(1);
        assertThat(job.metrics().path("loss").asDouble()).isEqualTo(0.5);
        assertThat(job.best().path("epoch").asInt()).isZero();
        assertThat(job.encoders()).isEqualTo(FakeWorker.encoders().data());
        assertThat(job.progress().path("epoch").asInt()).isEqualTo(2);
        assertThat(job.progress().path("step").asInt()).isEqualTo(5);
        assertThat(training.events(id))
                .containsExactly(
                        "state queued",
                        "state running",
                        "progress",
                        "epoch",
                        "epoch",
                        "state succeeded",
                        "done succeeded");
        assertThat(training.worker.closed()).isEqualTo(1);
    }

    @Test
    void eventsAreNumberedWithoutGaps() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            messages.accept(FakeWorker.epoch(0, 0.4));
            return FakeWorker.done();
        });

        run(id);

        assertThat(training.store.events(id, 0, 100)).extracting(JobEvent::id).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(training.store.events(id, 3, 100)).extracting(JobEvent::id).containsExactly(4L, 5L);
    }

    @Test
    void aCrashedWorkerIsReplacedUnderTheNextAttempt() throws Exception {
        String id = training.queued("");
        training.worker
                .then(messages -> {
                    messages.accept(FakeWorker.epoch(0, 0.9));
                    return new Outcome.Crashed("worker-crashed", 137);
                })
                .then(messages -> {
                    messages.accept(FakeWorker.epoch(0, 0.8));
                    return FakeWorker.done();
                });

        run(id);

        assertThat(training.job(id).attempt()).isEqualTo(2);
        assertThat(training.job(id).state()).isInstanceOf(JobState.Succeeded.class);
        assertThat(training.events(id)).contains("warning worker-lost");
        assertThat(History.of(training.store.epochs(id, 0)).columns().get("loss"))
                .extracting(JsonNode::asDouble)
                .containsExactly(0.8);
    }

    @Test
    void aJobThatAlwaysCrashesItsWorkerFails() throws Exception {
        String id = training.queued("");
        for (int i = 0; i < 3; i++) {
            training.worker.then(messages -> new Outcome.Crashed("native-crash", 139));
        }

        run(id);

        assertThat(training.worker.started()).isEqualTo(3);
        assertThat(((JobState.Failed) training.job(id).state())
                        .error()
                        .path("type")
                        .asString())
                .isEqualTo("/problems/native-crash");
        assertThat(training.events(id)).endsWith("state failed", "done failed");
    }

    @Test
    void whatATaskSaysOfItsFailureIsTheJobsError() throws Exception {
        String id = training.queued("");
        training.worker.then(
                messages -> new Outcome.Failed("diverged", "the loss is no longer a finite number", List.of()));

        run(id);

        var error = ((JobState.Failed) training.job(id).state()).error();
        assertThat(error.path("type").asString()).isEqualTo("/problems/diverged");
        assertThat(error.path("detail").asString()).isEqualTo("the loss is no longer a finite number");
    }

    @Test
    void aJobTellsWhatItsFoldsToldAndItsHistoryIsThatOfTheModel() throws Exception {
        String id = training.queued(", 'validation': {'folds': 2}, 'fit': {'epochs': 4}");
        training.worker.then(messages -> {
            messages.accept(FakeWorker.of(1, FakeWorker.epoch(0, 0.1)));
            messages.accept(FakeWorker.fold(1, 0.5));
            messages.accept(FakeWorker.of(2, FakeWorker.epoch(0, 0.2)));
            messages.accept(FakeWorker.of(2, FakeWorker.progress(2, 3, 6)));
            messages.accept(FakeWorker.fold(2, 0.7));
            messages.accept(FakeWorker.epoch(0, 0.9));
            return FakeWorker.done();
        });

        run(id);

        Job job = training.job(id);
        assertThat(job.crossValidation().folds())
                .extracting(CrossValidation.Fold::fold)
                .containsExactly(1, 2);
        assertThat(job.crossValidation().mean().get("accuracy")).isEqualTo(0.6, within(1e-12));
        assertThat(job.crossValidation().std().get("accuracy")).isEqualTo(Math.sqrt(0.02), within(1e-12));
        assertThat(job.best().at("/metrics/loss").asDouble()).isEqualTo(0.9);
        assertThat(training.store.epochs(id, 0)).hasSize(1);
        assertThat(training.store.epochs(id, 2))
                .extracting(event -> event.data().at("/metrics/loss").asDouble())
                .containsExactly(0.2);
        JobEvent progress = training.store.events(id, 0, 100).stream()
                .filter(event -> event.type().equals("progress"))
                .findFirst()
                .orElseThrow();
        assertThat(progress.data().path("fold").asInt()).isEqualTo(2);
        assertThat(progress.data().path("folds").asInt()).isEqualTo(2);
    }

    @Test
    void foldsOfALostAttemptAreForgotten() throws Exception {
        String id = training.queued(", 'validation': {'folds': 2}");
        training.worker
                .then(messages -> {
                    messages.accept(FakeWorker.fold(1, 0.5));
                    return new Outcome.Crashed("worker-crashed", 137);
                })
                .then(messages -> {
                    messages.accept(FakeWorker.fold(1, 0.6));
                    return FakeWorker.done();
                });

        run(id);

        assertThat(training.job(id).crossValidation().folds()).hasSize(1);
        assertThat(training.job(training.queued("")).crossValidation()).isNull();
    }

    @Test
    void aStaleAttemptWritesNothing() {
        String id = training.queued("");
        int first = training.store.claim(id).getAsInt();
        int second = training.store.claim(id).getAsInt();
        Reported epoch = Reported.event(new Draft("epoch", TestTraining.JSON.createObjectNode()));
        List<String> before = training.events(id);

        assertThat(training.store.record(id, first, epoch)).isFalse();
        assertThat(training.store.fail(id, first, TestTraining.JSON.createObjectNode()))
                .isFalse();
        assertThat(training.store.succeed(id, first, "iris@1", TestTraining.JSON.createObjectNode(), null))
                .isFalse();
        assertThat(training.store.crashed(id, first, epoch.events().getFirst())).isEmpty();
        assertThat(training.events(id)).isEqualTo(before);
        assertThat(training.store.record(id, second, epoch)).isTrue();
    }

    @Test
    void aJobThatLostItsServerRunsAgain() throws Exception {
        String id = training.queued("");
        training.store.claim(id);
        training.worker.then(messages -> FakeWorker.done());

        run(id);

        assertThat(training.job(id).attempt()).isEqualTo(2);
        assertThat(training.job(id).state()).isInstanceOf(JobState.Succeeded.class);
        assertThat(training.events(id)).contains("warning worker-lost");
    }

    @Test
    void aFinishedJobIsNotRunAgain() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> FakeWorker.done());
        run(id);

        run(id);

        assertThat(training.worker.started()).isEqualTo(1);
        assertThat(training.store.requestCancel(id)).isFalse();
    }

    @Test
    void theNewestCheckpointOfEachKindOutlivesAJobThatFails() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            messages.accept(training.worker.checkpoint(0, "best", "last"));
            messages.accept(training.worker.checkpoint(1, "best", "last"));
            messages.accept(training.worker.checkpoint(2, "last"));
            return new Outcome.Failed("diverged", "the loss is no longer a finite number", List.of());
        });

        run(id);

        Job job = training.job(id);
        assertThat(job.state()).isInstanceOf(JobState.Failed.class);
        assertThat(job.checkpoints())
                .extracting(Checkpoint::kind, Checkpoint::epoch)
                .containsExactly(tuple(Checkpoint.Kind.BEST, 1), tuple(Checkpoint.Kind.LAST, 2));
        assertThat(training.files.file(job.checkpoints().getFirst())).hasContent("epoch 1");
        assertThat(training.files.file(job.checkpoints().getLast())).hasContent("epoch 2");
        assertThat(job.checkpoints().getFirst().bytes()).isEqualTo(7);
        assertThat(job.checkpoints().getFirst().metrics().path("loss").asDouble())
                .isEqualTo(0.5);
        assertThat(training.worker.directory.toFile().list()).noneMatch(name -> name.startsWith("checkpoint"));
    }

    @Test
    void theNextAttemptDoesNotGoBackBehindACheckpoint() throws Exception {
        String id = training.queued("");
        training.worker
                .then(messages -> {
                    messages.accept(training.worker.checkpoint(5, "best"));
                    return new Outcome.Crashed("worker-crashed", 137);
                })
                .then(messages -> {
                    messages.accept(training.worker.checkpoint(0, "best", "last"));
                    return FakeWorker.done();
                });

        run(id);

        assertThat(training.job(id).checkpoints()).extracting(Checkpoint::epoch).containsExactly(5, 0);
    }

    @Test
    void aCheckpointThatCannotBeStoredIsAWarning() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            Message lost = training.worker.checkpoint(0, "best");
            assertThat(training.worker
                            .directory
                            .resolve("checkpoint-0.safetensors")
                            .toFile()
                            .delete())
                    .isTrue();
            messages.accept(lost);
            messages.accept(FakeWorker.epoch(0, 0.9));
            return FakeWorker.done();
        });

        run(id);

        assertThat(training.job(id).state()).isInstanceOf(JobState.Succeeded.class);
        assertThat(training.job(id).checkpoints()).isEmpty();
        assertThat(training.events(id)).contains("warning insufficient-storage", "epoch");
    }

    @Test
    void checkpointsAreForgottenWithTheirJob() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            messages.accept(training.worker.checkpoint(0, "best"));
            return FakeWorker.done();
        });
        run(id);

        assertThat(training.store.delete(id)).isTrue();
        assertThat(JdbcClient.create(training.database)
                        .sql("SELECT COUNT(*) FROM training_checkpoint")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void theBestEpochByAMetricWithSeveralValuesIsThatOfTheirMean() throws Exception {
        String id = training.queued(
                ", 'compile': {'loss': 'categorical_crossentropy', 'metrics': ['f1_score']}, 'fit': {'callbacks':"
                        + " [{'class_name': 'EarlyStopping', 'config': {'monitor': 'f1_score', 'patience': 3}}]}");
        training.worker.then(messages -> {
            messages.accept(new Message("epoch", tree("{'epoch': 0, 'metrics': {'f1_score': [0.5, 0.7, 0.9]}}")));
            messages.accept(new Message("epoch", tree("{'epoch': 1, 'metrics': {'f1_score': [0.6, 0.8, 1.0]}}")));
            messages.accept(new Message("epoch", tree("{'epoch': 2, 'metrics': {'f1_score': [null, 0.9, 1.0]}}")));
            return FakeWorker.done();
        });

        run(id);

        assertThat(training.job(id).best().path("epoch").asInt()).isEqualTo(1);
    }

    private static JsonNode tree(String text) {
        return TestTraining.JSON.readTree(text.replace('\'', '"'));
    }

    @Test
    void aCancelledJobEndsItsTask() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> {
            assertThat(training.store.requestCancel(id)).isTrue();
            return null;
        });

        run(id);

        assertThat(training.job(id).state()).isEqualTo(new JobState.Cancelled(TestTraining.NOON));
        assertThat(training.events(id)).endsWith("state cancelling", "state cancelled", "done cancelled");
    }

    @Test
    void aQueuedJobIsCancelledAtOnceAndNeverRuns() throws Exception {
        String id = training.queued("");

        assertThat(training.store.requestCancel(id)).isTrue();
        run(id);

        assertThat(training.job(id).state()).isInstanceOf(JobState.Cancelled.class);
        assertThat(training.worker.started()).isZero();
    }

    @Test
    void aCancellationThatTheServerDidNotSurviveIsCompleted() throws Exception {
        String id = training.queued("");
        training.store.claim(id);
        training.store.requestCancel(id);

        run(id);

        assertThat(training.job(id).state()).isInstanceOf(JobState.Cancelled.class);
        assertThat(training.worker.started()).isZero();
    }

    @Test
    void aJobCancelledBeforeItsModelIsPublishedLeavesNone() throws Exception {
        String id = training.queued("");
        training.whilePublishing.set(() -> training.store.requestCancel(id));
        training.worker.then(messages -> FakeWorker.done());

        run(id);

        assertThat(training.job(id).state()).isNotInstanceOf(JobState.Succeeded.class);
    }

    @Test
    void aTaskThatTakesTooLongIsEnded() throws Exception {
        String id = training.queued(", 'max_runtime_seconds': 5");
        training.worker.then(messages -> {
            training.pass(Duration.ofSeconds(6));
            return null;
        });

        run(id);

        assertThat(((JobState.Failed) training.job(id).state())
                        .error()
                        .path("type")
                        .asString())
                .isEqualTo("/problems/deadline-exceeded");
    }

    @Test
    void aServerThatShutsDownLeavesTheJobToTheNext() throws Exception {
        String id = training.queued("");
        training.worker.then(messages -> new Outcome.Crashed("worker-crashed", 143));

        training.supervisor.supervise(id, () -> true);

        assertThat(training.job(id).state()).isEqualTo(new JobState.Running());
        assertThat(training.worker.started()).isEqualTo(1);
    }

    @Test
    void onlyFinishedJobsAreForgotten() throws Exception {
        String id = training.queued(", 'labels': {'team': 'a'}");
        assertThat(training.store.delete(id)).isFalse();
        training.worker.then(messages -> FakeWorker.done());
        run(id);

        assertThat(training.store.delete(id)).isTrue();
        assertThat(training.store.find(id)).isEmpty();
        assertThat(training.store.events(id, 0, 10)).isEmpty();
    }

    @Test
    void jobsAreListedNewestFirstByStateAndLabel() {
        String first = training.queued(", 'labels': {'team': 'a'}");
        String second = training.queued(", 'labels': {'team': 'b'}");
        training.store.requestCancel(second);

        assertThat(ids(null, Map.of(), null)).containsExactly(second, first);
        assertThat(ids("queued", Map.of(), null)).containsExactly(first);
        assertThat(ids(null, LabelFilter.of(List.of("team=b")), null)).containsExactly(second);
        assertThat(ids(null, LabelFilter.of(List.of("team")), null)).containsExactly(second, first);
        assertThat(ids(null, Map.of(), second)).containsExactly(first);
    }

    private List<String> ids(String state, Map<String, java.util.Optional<String>> labels, String before) {
        return training.store.list(state, labels, before, 10).stream()
                .map(Job::id)
                .toList();
    }

    private void run(String id) throws InterruptedException {
        training.supervisor.supervise(id, () -> false);
    }
}
