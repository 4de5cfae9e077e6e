package org.netsmith.training;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.netsmith.training.JobEvent.Draft;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tables of training. Writes of a running attempt carry its number and change nothing once the job has gone on
 * without it: each starts with a guarded UPDATE of the job's row, and only if that met a row the events follow.
 */
@Repository
class JobStore {

    /** Whole jobs, their checkpoints and what the folds of the present attempt told as JSON lists. */
    private static final String JOBS = """
        SELECT training_job.*,
               (SELECT json_group_array(json_object('kind', kind, 'epoch', epoch, 'metrics', json(c.metrics),
                                                    'sha256', sha256, 'bytes', bytes))
                FROM training_checkpoint c WHERE c.job = training_job.id) AS checkpoints,
               CASE WHEN json_extract(spec, '$.validation.folds') IS NOT NULL THEN
                   (SELECT json_group_array(json(data)) FROM
                       (SELECT data FROM training_event e
                        WHERE e.job = training_job.id AND e.attempt = training_job.attempt AND e.type = 'fold'
                        ORDER BY e.id))
               END AS folds
        FROM training_job\s\
        """;

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final JobRows rows;
    private final Clock clock;
    private final JobFeed feed;

    JobStore(JdbcClient jdbc, JsonMapper json, Clock clock, JobFeed feed) {
        this.jdbc = jdbc;
        this.json = json;
        this.rows = new JobRows(json);
        this.clock = clock;
        this.feed = feed;
    }

    /** Adds a queued job with its first events. */
    @Transactional
    public void insert(Submission job) {
        jdbc.sql("""
            INSERT INTO training_job
                (id, name, state, priority, labels, spec, plan, warnings, network, dataset,
                             validation_dataset, created_at)
            VALUES (:id, :name, 'queued', :priority, :labels, :spec, :plan, :warnings, :network, :dataset,
                            :validationDataset, :now)\
            """)
                .param("id", job.id())
                .param("name", job.spec().name())
                .param("priority", job.spec().priority())
                .param("labels", json.writeValueAsString(job.spec().labels()))
                .param("spec", json.writeValueAsString(job.spec()))
                .param("plan", json.writeValueAsString(job.plan()))
                .param("warnings", json.writeValueAsString(job.warnings()))
                .param("network", job.plan().networkReference())
                .param("dataset", job.plan().dataset())
                .param(
                        "validationDataset",
                        job.spec().validation() == null
                                ? null
                                : job.spec().validation().dataset())
                .param("now", clock.millis())
                .update();
        job.spec().labels().forEach((name, value) -> label(job.id(), name, value));
        append(job.id(), 0, firstEvents(job));
    }

    private List<Draft> firstEvents(Submission job) {
        List<Draft> events = new ArrayList<>(List.of(state("queued", 0)));
        job.warnings().forEach(warning -> events.add(new Draft("warning", json.valueToTree(warning))));
        return events;
    }

    private void label(String job, String name, String value) {
        jdbc.sql("INSERT INTO training_label (job, name, value) VALUES (?, ?, ?)")
                .params(job, name, value)
                .update();
    }

    Optional<Job> find(String id) {
        return jdbc.sql(JOBS + "WHERE id = ?").param(id).query(rows::job).optional();
    }

    /** Newest first, from the job before {@code before} on. */
    List<Job> list(@Nullable String state, Map<String, Optional<String>> labels, @Nullable String before, int limit) {
        StringBuilder sql = new StringBuilder(JOBS + "WHERE 1 = 1");
        List<Object> parameters = new ArrayList<>();
        if (state != null) {
            sql.append(" AND state = ?");
            parameters.add(state);
        }
        if (before != null) {
            sql.append(" AND id < ?");
            parameters.add(before);
        }
        labels.forEach((name, value) -> {
            sql.append(" AND EXISTS (SELECT 1 FROM training_label l WHERE l.job = training_job.id AND l.name = ?");
            parameters.add(name);
            value.ifPresent(v -> {
                sql.append(" AND l.value = ?");
                parameters.add(v);
            });
            sql.append(")");
        });
        parameters.add(limit);
        return jdbc.sql(sql + " ORDER BY id DESC LIMIT ?")
                .params(parameters)
                .query(rows::job)
                .list();
    }

    TrainingPlan plan(String id) {
        String plan = jdbc.sql("SELECT plan FROM training_job WHERE id = ?")
                .param(id)
                .query(String.class)
                .single();
        return json.readValue(plan, TrainingPlan.class);
    }

    /**
     * Takes a queued or orphaned job for a new attempt and answers its number; empty where the job is finished, being
     * cancelled or gone.
     */
    @Transactional
    public OptionalInt claim(String id) {
        Optional<Integer> attempt =
                jdbc.sql("""
                    UPDATE training_job
                    SET state = 'running', attempt = attempt + 1, started_at = COALESCE(started_at, ?),
                        progress = NULL, metrics = NULL, best = NULL, encoders = NULL
                    WHERE id = ? AND state IN ('queued', 'running')
                    RETURNING attempt\
                    """).params(clock.millis(), id).query(Integer.class).optional();
        attempt.ifPresent(number -> append(id, number, List.of(state("running", number))));
        return attempt.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /** Records what a running attempt reported; false, and nothing written, where the attempt is stale or shall end. */
    @Transactional
    public boolean record(String id, int attempt, Reported reported) {
        return record(id, attempt, reported, List.of());
    }

    /** The same, with the checkpoints that were taken over. */
    @Transactional
    public boolean record(String id, int attempt, Reported reported, List<Checkpoint> checkpoints) {
        if (reported.nothing() && checkpoints.isEmpty()) {
            return isCurrent(id, attempt);
        }
        int updated = jdbc.sql("""
            UPDATE training_job
            SET progress = COALESCE(:progress, progress), metrics = COALESCE(:metrics, metrics),
                            best = COALESCE(:best, best), encoders = COALESCE(:encoders, encoders)
            WHERE id = :id AND attempt = :attempt AND state = 'running'\
            """)
                .param("progress", text(reported.progress()))
                .param("metrics", text(reported.metrics()))
                .param("best", text(reported.best()))
                .param("encoders", text(reported.encoders()))
                .param("id", id)
                .param("attempt", attempt)
                .update();
        if (updated == 1) {
            checkpoints.forEach(checkpoint -> keep(id, checkpoint));
            append(id, attempt, reported.events());
        }
        return updated == 1;
    }

    /** A new attempt goes the same way again, so what it keeps of an earlier epoch would only be a step back. */
    private void keep(String id, Checkpoint checkpoint) {
        jdbc.sql("""
            INSERT INTO training_checkpoint (job, kind, epoch, metrics, sha256, bytes) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (job, kind) DO UPDATE
            SET epoch = excluded.epoch, metrics = excluded.metrics, sha256 = excluded.sha256, bytes = excluded.bytes
            WHERE excluded.epoch >= training_checkpoint.epoch\
            """)
                .params(
                        id,
                        checkpoint.kind().id(),
                        checkpoint.epoch(),
                        text(checkpoint.metrics()),
                        checkpoint.sha256(),
                        checkpoint.bytes())
                .update();
    }

    private boolean isCurrent(String id, int attempt) {
        return jdbc.sql("SELECT COUNT(*) FROM training_job WHERE id = ? AND attempt = ? AND state = 'running'")
                        .params(id, attempt)
                        .query(Integer.class)
                        .single()
                == 1;
    }

    /**
     * Counts a crash of the worker and says so; answers how many there have been, empty where the attempt is stale or
     * shall end.
     */
    @Transactional
    public OptionalInt crashed(String id, int attempt, Draft event) {
        Optional<Integer> crashes =
                jdbc.sql("""
                    UPDATE training_job SET crashes = crashes + 1
                    WHERE id = ? AND attempt = ? AND state = 'running'
                    RETURNING crashes\
                    """).params(id, attempt).query(Integer.class).optional();
        crashes.ifPresent(count -> append(id, attempt, List.of(event)));
        return crashes.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    /**
     * Ends a job as succeeded, within the transaction that publishes its model; false where the attempt is stale or
     * shall end.
     */
    @Transactional
    public boolean succeed(String id, int attempt, String model, JsonNode progress, @Nullable JsonNode best) {
        int updated = jdbc.sql("""
            UPDATE training_job
            SET state = 'succeeded', finished_at = ?, model = ?, progress = ?, best = ?
            WHERE id = ? AND attempt = ? AND state = 'running'\
            """)
                .params(clock.millis(), model, text(progress), text(best), id, attempt)
                .update();
        if (updated == 1) {
            append(
                    id,
                    attempt,
                    List.of(
                            state("succeeded", attempt),
                            new Draft("done", data("succeeded").put("model", model))));
        }
        return updated == 1;
    }

    /** Ends a running job as failed; false where the attempt is stale or shall end. */
    @Transactional
    public boolean fail(String id, int attempt, JsonNode error) {
        int updated =
                jdbc.sql("""
                    UPDATE training_job SET state = 'failed', finished_at = ?, error = ?
                    WHERE id = ? AND attempt = ? AND state = 'running'\
                    """).params(clock.millis(), text(error), id, attempt).update();
        if (updated == 1) {
            append(
                    id,
                    attempt,
                    List.of(
                            state("failed", attempt),
                            new Draft("done", data("failed").set("error", error))));
        }
        return updated == 1;
    }

    /**
     * Asks for the end: a queued job is cancelled at once, a running one becomes cancelling. False where neither was
     * the case.
     */
    @Transactional
    public boolean requestCancel(String id) {
        return cancel(id, "queued") || cancelling(id);
    }

    /** Ends a job that was cancelling, its worker having stopped. */
    @Transactional
    public boolean completeCancel(String id) {
        return cancel(id, "cancelling");
    }

    private boolean cancel(String id, String from) {
        Optional<Integer> attempt = jdbc.sql("""
            UPDATE training_job SET state = 'cancelled', finished_at = ?
            WHERE id = ? AND state = ? RETURNING attempt\
            """)
                .params(clock.millis(), id, from)
                .query(Integer.class)
                .optional();
        attempt.ifPresent(number ->
                append(id, number, List.of(state("cancelled", number), new Draft("done", data("cancelled")))));
        return attempt.isPresent();
    }

    private boolean cancelling(String id) {
        Optional<Integer> attempt = jdbc.sql("""
            UPDATE training_job SET state = 'cancelling' WHERE id = ? AND state = 'running' RETURNING attempt\
            """).param(id).query(Integer.class).optional();
        attempt.ifPresent(number -> append(id, number, List.of(state("cancelling", number))));
        return attempt.isPresent();
    }

    /** Forgets a finished job; false where it is not finished. */
    @Transactional
    public boolean delete(String id) {
        return jdbc.sql("DELETE FROM training_job WHERE id = ? AND state IN ('succeeded', 'failed', 'cancelled')")
                        .param(id)
                        .update()
                == 1;
    }

    List<JobEvent> events(String id, long after, int limit) {
        return jdbc.sql("SELECT * FROM training_event WHERE job = ? AND id > ? ORDER BY id LIMIT ?")
                .params(id, after, limit)
                .query(rows::event)
                .list();
    }

    /**
     * The epochs of the job's present attempt, first to last.
     *
     * @param fold of this fold, 0 for the training that makes the model
     */
    List<JobEvent> epochs(String id, int fold) {
        return jdbc.sql("""
            SELECT e.* FROM training_event e JOIN training_job j ON j.id = e.job AND j.attempt = e.attempt
            WHERE e.job = ? AND e.type = 'epoch' AND COALESCE(json_extract(e.data, '$.fold'), 0) = ? ORDER BY e.id\
            """).params(id, fold).query(rows::event).list();
    }

    private void append(String id, int attempt, List<Draft> events) {
        if (events.isEmpty()) {
            return;
        }
        long last = jdbc.sql("UPDATE training_job SET last_event = last_event + ? WHERE id = ? RETURNING last_event")
                .params(events.size(), id)
                .query(Long.class)
                .single();
        Instant now = clock.instant();
        for (int i = 0; i < events.size(); i++) {
            jdbc.sql("INSERT INTO training_event (job, id, attempt, type, time, data) VALUES (?, ?, ?, ?, ?, ?)")
                    .params(
                            id,
                            last - events.size() + 1 + i,
                            attempt,
                            events.get(i).type(),
                            now.toEpochMilli(),
                            text(events.get(i).data()))
                    .update();
        }
        feed.announceAfterCommit(id);
    }

    private Draft state(String state, int attempt) {
        return new Draft("state", data(state).put("attempt", attempt));
    }

    private ObjectNode data(String state) {
        return json.createObjectNode().put("state", state);
    }

    private @Nullable String text(@Nullable JsonNode node) {
        return node == null ? null : json.writeValueAsString(node);
    }
}
