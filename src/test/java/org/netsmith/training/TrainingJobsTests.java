package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.Scheduler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/** Jobs through the real queue on a real database; only the worker is played. */
class TrainingJobsTests {

    private static final JobRequest IRIS = TestTraining.JSON.readValue(
            "{\"dataset\": \"iris\", \"target\": \"species\", \"seed\": 1}", JobRequest.class);

    private TestTraining training;
    private Scheduler scheduler;
    private TrainingJobs jobs;

    @BeforeEach
    void open(@TempDir Path directory) {
        training = new TestTraining(directory);
        scheduler = Scheduler.create(
                        new TransactionAwareDataSourceProxy(training.database),
                        List.of(new TrainingQueue().trainingTicket(training.supervisor)))
                .threads(1)
                .pollingInterval(Duration.ofMinutes(1))
                .enablePriority()
                .clock(training.clock::instant)
                .build();
        jobs = new TrainingJobs(
                training.resolver,
                training.store,
                training.feed,
                training.supervisor,
                training.files,
                scheduler,
                training.transaction,
                training.clock);
    }

    @AfterEach
    void close() {
        scheduler.stop();
        training.close();
    }

    @Test
    void aSubmittedJobStartsWithoutWaitingForThePoll() throws Exception {
        training.worker.then(messages -> FakeWorker.done());
        scheduler.start();

        Job job = jobs.submit(IRIS);

        assertThat(jobs.await(job.id(), Duration.ofSeconds(30)).state()).isInstanceOf(JobState.Succeeded.class);
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(tickets()).isZero());
    }

    @Test
    void onlyFoldsThatThereAreHaveAHistory() {
        String folded = training.queued(", 'validation': {'folds': 2}");
        String plain = training.queued("");

        assertThat(jobs.epochs(folded, 2)).isEmpty();
        assertThatThrownBy(() -> jobs.epochs(folded, 3))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("2 folds");
        assertThatThrownBy(() -> jobs.epochs(plain, 1)).isInstanceOf(ProblemException.class);
    }

    @Test
    void rowAndTicketAreWrittenTogether() {
        Job job = jobs.submit(IRIS);

        assertThat(job.state()).isEqualTo(new JobState.Queued());
        assertThat(tickets()).isEqualTo(1);
    }

    @Test
    void aRefusedJobLeavesNothing() {
        JobRequest wrong =
                TestTraining.JSON.readValue("{\"dataset\": \"iris\", \"target\": \"none\"}", JobRequest.class);

        assertThatThrownBy(() -> jobs.submit(wrong)).isInstanceOf(ProblemException.class);
        assertThat(tickets()).isZero();
        assertThat(training.store.list(null, java.util.Map.of(), null, 10)).isEmpty();
    }

    @Test
    void aRunningJobIsCancelledThroughItsTask() throws Exception {
        scheduler.start();
        Job job = jobs.submit(IRIS);
        await().atMost(Duration.ofSeconds(30)).until(() -> training.worker.started() == 1);

        jobs.cancel(job.id());

        assertThat(jobs.await(job.id(), Duration.ofSeconds(5)).state()).isInstanceOf(JobState.Cancelled.class);
    }

    @Test
    void whatHasEndedCannotBeCancelledAndWhatHasNotCannotBeForgotten() {
        Job job = jobs.submit(IRIS);
        assertThatThrownBy(() -> jobs.delete(job.id()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT));
        jobs.cancel(job.id());

        assertThatThrownBy(() -> jobs.cancel(job.id()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.CONFLICT));
        jobs.delete(job.id());
        assertThatThrownBy(() -> jobs.get(job.id()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
    }

    @Test
    void whatAJobKeptIsFoundByItsKind() throws Exception {
        training.worker.then(messages -> {
            messages.accept(training.worker.checkpoint(3, "best"));
            return FakeWorker.done();
        });
        scheduler.start();
        Job job = jobs.submit(IRIS);
        jobs.await(job.id(), Duration.ofSeconds(30));

        Checkpoint best = jobs.checkpoint(job.id(), "best");

        assertThat(best.epoch()).isEqualTo(3);
        assertThat(jobs.file(best)).hasContent("epoch 3");
        assertThatThrownBy(() -> jobs.checkpoint(job.id(), "last"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.type()).isEqualTo(ProblemType.NOT_FOUND));
    }

    private int tickets() {
        return JdbcClient.create(training.database)
                .sql("SELECT COUNT(*) FROM scheduled_tasks")
                .query(Integer.class)
                .single();
    }
}
