package org.netsmith.training;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.registry.ModelVersion;
import org.netsmith.storage.Blob;
import org.netsmith.storage.BlobException;
import org.netsmith.training.JobEvent.Draft;
import org.netsmith.web.ProblemType;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.TaskException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs jobs, each on the queue's thread that holds its ticket: claims it, watches its task and ends it. A worker that
 * crashes is replaced under the next attempt. No transaction is open while a task is waited for.
 */
@Component
class TrainingSupervisor {

    private static final Logger log = LoggerFactory.getLogger(TrainingSupervisor.class);

    private final JobStore store;
    private final Runner runner;
    private final TaskFiles files;
    private final Publication publication;
    private final CheckpointStore checkpoints;
    private final TransactionTemplate transaction;
    private final TrainingSettings settings;
    private final Clock clock;
    private final JsonMapper json;
    private final Map<String, Attempt> attempts = new ConcurrentHashMap<>();

    TrainingSupervisor(
            JobStore store,
            Runner runner,
            TaskFiles files,
            Publication publication,
            TransactionTemplate transaction,
            TrainingSettings settings,
            Clock clock,
            JsonMapper json) {
        this.store = store;
        this.runner = runner;
        this.files = files;
        this.publication = publication;
        this.checkpoints = new CheckpointStore(publication);
        this.transaction = transaction;
        this.settings = settings;
        this.clock = clock;
        this.json = json;
    }

    /**
     * Runs a job to its end; does nothing for one that is finished or gone.
     *
     * @param stopping whether this process is shutting down: then a job that loses its worker is left to the next
     *     process
     */
    void supervise(String id, BooleanSupplier stopping) throws InterruptedException {
        OptionalInt attempt = store.claim(id);
        if (attempt.orElse(1) > 1) {
            store.record(id, attempt.getAsInt(), Reported.event(lost("the server stopped", attempt.getAsInt() - 1)));
        }
        while (attempt.isPresent()) {
            boolean again = run(id, attempt.getAsInt(), stopping);
            attempt = again ? store.claim(id) : OptionalInt.empty();
        }
        if (store.completeCancel(id)) {
            log.info("Training job {} cancelled", id);
        }
    }

    /** Wakes the thread that runs a job here, if there is one, so that it ends it. */
    void stop(String id) {
        Attempt attempt = attempts.get(id);
        if (attempt != null) {
            attempt.askToStop();
        }
    }

    /** Runs one attempt; true where its worker crashed and another attempt is due. */
    private boolean run(String id, int number, BooleanSupplier stopping) throws InterruptedException {
        log.info("Training job {} running, attempt {}", id, number);
        Job job = store.find(id).orElseThrow();
        TrainingPlan plan = store.plan(id);
        Attempt attempt = attempt(job, plan);
        attempts.put(id, attempt);
        try {
            return run(job, plan, attempt, stopping);
        } finally {
            attempts.remove(id, attempt);
        }
    }

    private Attempt attempt(Job job, TrainingPlan plan) {
        long seconds = job.spec().path("max_runtime_seconds").asLong(0);
        @Nullable Instant deadline = seconds == 0 ? null : clock.instant().plusSeconds(seconds);
        JobProgress progress = new JobProgress(
                plan.monitor(), plan.loop().epochs(), plan.holdout().folds(), clock);
        return new Attempt(progress, settings, clock, deadline);
    }

    private boolean run(Job job, TrainingPlan plan, Attempt attempt, BooleanSupplier stopping)
            throws InterruptedException {
        TrainTask task;
        try {
            task = files.task(plan);
        } catch (BlobException e) {
            fail(
                    job,
                    ProblemType.ARTIFACT_CORRUPT,
                    "a file of data set %s is missing or damaged".formatted(plan.dataset()));
            return false;
        }
        Running running = runner.run(task, attempt::hear);
        try {
            Outcome outcome = attempt.watch(running, reported -> record(job, running.directory(), reported));
            return end(job, plan, attempt, running.directory(), outcome, stopping);
        } catch (InterruptedException e) {
            running.cancel();
            throw e;
        } finally {
            running.close();
        }
    }

    /** Files are stored before the transaction that refers to them. */
    private boolean record(Job job, Path directory, Reported reported) {
        List<Checkpoint> checkpoints = List.of();
        try {
            checkpoints = this.checkpoints.keep(directory, reported.weights());
        } catch (RuntimeException e) {
            log.warn("Training job {} could not store a checkpoint", job.id(), e);
            store.record(job.id(), job.attempt(), Reported.event(unkept()));
        }
        return store.record(job.id(), job.attempt(), reported, checkpoints);
    }

    private Draft unkept() {
        return new Draft(
                "warning",
                json.createObjectNode()
                        .put("reason", ProblemType.INSUFFICIENT_STORAGE.slug())
                        .put("detail", "a checkpoint could not be stored; free some disk space"));
    }

    private boolean end(
            Job job, TrainingPlan plan, Attempt attempt, Path directory, Outcome outcome, BooleanSupplier stopping) {
        if (attempt.overdue()) {
            fail(
                    job,
                    ProblemType.DEADLINE_EXCEEDED,
                    "training took longer than max_runtime_seconds, %s; raise it or train fewer epochs"
                            .formatted(job.spec().path("max_runtime_seconds").asString()));
            return false;
        }
        return switch (outcome) {
            case Outcome.Done done -> {
                publish(job, plan, attempt, directory, json.treeToValue(done.result(), TrainTask.Answer.class));
                yield false;
            }
            case Outcome.Failed failed -> {
                fail(job, ProblemObject.of(json, failed.slug(), failed.detail(), failed.errors()));
                yield false;
            }
            case Outcome.Crashed crashed -> !stopping.getAsBoolean() && crashed(job, crashed);
            case Outcome.Cancelled _ -> false;
        };
    }

    private void publish(Job job, TrainingPlan plan, Attempt attempt, Path directory, TrainTask.Answer answer) {
        Blob file;
        try {
            file = publication.keep(directory.resolve(TrainTask.MODEL_FILE));
        } catch (RuntimeException e) {
            log.warn("Training job {} could not store its model", job.id(), e);
            fail(
                    job,
                    ProblemType.INSUFFICIENT_STORAGE,
                    "the trained model could not be stored; free some disk space and submit the job again");
            return;
        }
        transaction.executeWithoutResult(status -> {
            ModelVersion model = publication.publish(job, plan, file, answer);
            JobProgress progress = attempt.progress();
            if (store.succeed(
                    job.id(), job.attempt(), model.reference(), progress.finished(), best(job, progress, answer))) {
                log.info("Training job {} succeeded: {}", job.id(), model.reference());
            } else {
                status.setRollbackOnly();
            }
        });
    }

    /** The epoch whose weights were kept, where early stopping chose one; else the best by the monitored number. */
    private @Nullable JsonNode best(Job job, JobProgress progress, TrainTask.Answer answer) {
        if (answer.bestEpoch() == null) {
            return progress.best();
        }
        return store.epochs(job.id(), 0).stream()
                .map(JobEvent::data)
                .filter(data -> data.path("epoch").asInt() == answer.bestEpoch())
                .<JsonNode>map(data ->
                        json.createObjectNode().put("epoch", answer.bestEpoch()).set("metrics", data.path("metrics")))
                .findAny()
                .orElse(progress.best());
    }

    /** Notes a crash; true where the job may try again. */
    private boolean crashed(Job job, Outcome.Crashed crashed) {
        String how = "the worker process ended (%s, exit code %d)".formatted(crashed.reason(), crashed.exitCode());
        log.warn("Training job {} lost its worker, attempt {}: {}", job.id(), job.attempt(), how);
        OptionalInt crashes = store.crashed(job.id(), job.attempt(), lost(how, job.attempt()));
        if (crashes.isPresent() && crashes.getAsInt() >= settings.maxCrashes()) {
            fail(
                    job,
                    ProblemObject.of(
                            json,
                            crashed.reason(),
                            "%s, for the %d. time; %s".formatted(how, crashes.getAsInt(), remedy(crashed.reason())),
                            List.of()));
            return false;
        }
        return crashes.isPresent();
    }

    private Draft lost(String how, int attempt) {
        return new Draft(
                "warning",
                json.createObjectNode()
                        .put("reason", "worker-lost")
                        .put("detail", how + " during attempt " + attempt + "; training starts again")
                        .put("attempt", attempt));
    }

    private static String remedy(String reason) {
        return reason.equals("out-of-memory")
                ? "use a smaller network, a smaller batch_size or fewer rows"
                : "the job cannot be run on this machine as it is";
    }

    private void fail(Job job, ProblemType type, String detail) {
        fail(job, ProblemObject.of(json, type.slug(), detail, List.<TaskException.Error>of()));
    }

    private void fail(Job job, JsonNode error) {
        if (store.fail(job.id(), job.attempt(), error)) {
            log.info("Training job {} failed: {}", job.id(), error.path("type").asString());
        }
    }
}
