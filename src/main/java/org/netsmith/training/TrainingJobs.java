package org.netsmith.training;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** The training jobs: submitted, looked at, cancelled, forgotten. */
@Service
public class TrainingJobs {

    private static final Logger log = LoggerFactory.getLogger(TrainingJobs.class);

    private final JobResolver resolver;
    private final JobStore store;
    private final JobFeed feed;
    private final TrainingSupervisor supervisor;
    private final TaskFiles files;
    private final Scheduler scheduler;
    private final TransactionTemplate transaction;
    private final Clock clock;

    TrainingJobs(
            JobResolver resolver,
            JobStore store,
            JobFeed feed,
            TrainingSupervisor supervisor,
            TaskFiles files,
            Scheduler scheduler,
            TransactionTemplate transaction,
            Clock clock) {
        this.resolver = resolver;
        this.store = store;
        this.feed = feed;
        this.supervisor = supervisor;
        this.files = files;
        this.scheduler = scheduler;
        this.transaction = transaction;
        this.clock = clock;
    }

    /**
     * Checks a request and queues it: row and ticket are committed together before this returns. Throws a
     * {@link ProblemException} with all findings where the job could not succeed.
     */
    Job submit(JobRequest request) {
        Submission submission = resolver.resolve(JobIds.next(clock.instant()), request);
        transaction.executeWithoutResult(status -> {
            store.insert(submission);
            scheduler.schedule(ticket(submission), clock.instant());
        });
        scheduler.triggerCheckForDueExecutions();
        log.info("Training job {} queued", submission.id());
        return get(submission.id());
    }

    private static TaskInstance<Void> ticket(Submission job) {
        return new TaskInstance.Builder<Void>(TrainingQueue.TICKET, job.id())
                .priority(job.spec().priority())
                .build();
    }

    /** The job, or {@code not-found}. */
    Job get(String id) {
        return store.find(id)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        "There is no training job %s.".formatted(id),
                        List.of(),
                        Map.of("resource", "training-job", "id", id)));
    }

    /** Jobs, newest first. */
    List<Job> list(@Nullable String state, Map<String, Optional<String>> labels, @Nullable String before, int limit) {
        return store.list(state, labels, before, limit);
    }

    /** The job once it has finished, or as it is when the time is up. */
    Job await(String id, Duration longest) throws InterruptedException {
        Instant end = Instant.now().plus(longest);
        Semaphore news = new Semaphore(0);
        try (JobFeed.Subscription subscription = feed.subscribe(id, news::release)) {
            Job job = get(id);
            while (!job.finished() && Instant.now().isBefore(end)) {
                news.tryAcquire(Math.max(1, Duration.between(Instant.now(), end).toMillis()), TimeUnit.MILLISECONDS);
                news.drainPermits();
                job = get(id);
            }
            return job;
        }
    }

    /** What happened to a job after the event numbered so. */
    List<JobEvent> events(String id, long after, int limit) {
        return store.events(get(id).id(), after, limit);
    }

    /**
     * The epochs of the present attempt.
     *
     * @param fold of this fold of a cross-validation, 0 for the training that makes the model
     */
    List<JobEvent> epochs(String id, int fold) {
        int folds = get(id).spec().path("validation").path("folds").asInt(0);
        if (fold < 0 || fold > folds) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "Training job %s has %d folds; received fold %d.".formatted(id, folds, fold),
                    List.of(new Finding("/fold", "expected a number from 0 to %d, received %d".formatted(folds, fold))),
                    Map.of());
        }
        return store.epochs(id, fold);
    }

    /** What a job kept of its weights, by {@code best} or {@code last}; {@code not-found} where there is nothing. */
    Checkpoint checkpoint(String id, String kind) {
        return get(id).checkpoints().stream()
                .filter(checkpoint -> checkpoint.kind().id().equals(kind))
                .findAny()
                .orElseThrow(() -> new ProblemException(
                        ProblemType.NOT_FOUND,
                        ("Training job %s has kept no checkpoint \"%s\"; a ModelCheckpoint among the callbacks keeps"
                                        + " best and, unless save_best_only is true, last.")
                                .formatted(id, kind),
                        List.of(),
                        Map.of("resource", "checkpoint", "id", kind)));
    }

    /** Its file, a model file like that of a finished job. */
    Path file(Checkpoint checkpoint) {
        return files.file(checkpoint);
    }

    /** Asks for the end of a job; {@code conflict} where it has ended. */
    Job cancel(String id) {
        Job job = get(id);
        if (store.requestCancel(id)) {
            supervisor.stop(id);
        } else if (get(id).finished()) {
            throw conflict(get(id), "it has ended already");
        }
        return get(id);
    }

    /** Forgets a finished job; its model stays. {@code conflict} where it has not finished. */
    void delete(String id) {
        Job job = get(id);
        if (!store.delete(id)) {
            throw conflict(job, "cancel it first");
        }
    }

    /** Pausing needs the state of the optimizer as well, which checkpoints do not hold yet. */
    void refusePause(String id) {
        throw new ProblemException(
                ProblemType.INVALID_REQUEST,
                "Training job %s cannot be paused or resumed: this is not supported yet; cancel it instead."
                        .formatted(get(id).id()));
    }

    private static ProblemException conflict(Job job, String why) {
        return new ProblemException(
                ProblemType.CONFLICT,
                "Training job %s is %s: %s.".formatted(job.id(), job.state().id(), why),
                List.of(),
                Map.of("state", job.state().id()));
    }
}
