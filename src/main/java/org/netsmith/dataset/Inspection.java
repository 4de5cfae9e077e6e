package org.netsmith.dataset;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.netsmith.storage.Blobs;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.Task;
import org.netsmith.worker.Workers;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has workers look into the rows of ready data sets. A profile is worked out when it is first asked for, so that
 * uploads do not wait for it, and the latest are remembered by content and target.
 */
@Component
class Inspection {

    private static final int REMEMBERED = 64;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Workers workers;
    private final Blobs blobs;
    private final Semaphore slots;
    private final Map<Asked, ProfileTask.Result> remembered = Collections.synchronizedMap(new Recent());

    /** @param table the SHA-256 of the table */
    private record Asked(String table, @Nullable String target) {}

    private static final class Recent extends LinkedHashMap<Asked, ProfileTask.Result> {

        private static final long serialVersionUID = 1;

        Recent() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<Asked, ProfileTask.Result> eldest) {
            return size() > REMEMBERED;
        }
    }

    Inspection(Workers workers, Blobs blobs, DatasetSettings settings) {
        this.workers = workers;
        this.blobs = blobs;
        this.slots = new Semaphore(settings.slots());
    }

    /** The profile of a ready version; a target must be one of its columns. */
    ProfileAnswer profile(StoredVersion version, @Nullable String target) {
        requireColumn(version, target);
        List<Column> columns = ProfileAnswer.tableColumns(version);
        if (columns.isEmpty()) {
            return ProfileAnswer.of(version, null, target);
        }
        String table = version.reading().blobs().get("table");
        Asked asked = new Asked(table, target);
        ProfileTask.Result result = remembered.get(asked);
        if (result == null) {
            Running running = run(new ProfileTask(columns, blobs.path(table), target));
            try {
                result = JSON.treeToValue(done(running).result(), ProfileTask.Result.class);
            } finally {
                running.close();
            }
            remembered.put(asked, result);
        }
        return ProfileAnswer.of(version, result, target);
    }

    private static void requireColumn(StoredVersion version, @Nullable String target) {
        boolean known = target == null
                || version.reading().columns().stream()
                        .anyMatch(column -> column.name().equals(target));
        if (!known) {
            String detail =
                    "there is no column \"%s\" in %s".formatted(Received.shortened(target), version.reference());
            throw new ProblemException(ProblemType.INVALID_REQUEST, detail, List.of(new Finding("/target", detail)));
        }
    }

    /** The table as it is kept. */
    Path parquet(StoredVersion version) {
        requireTable(version, "parquet");
        return blobs.path(version.reading().blobs().get("table"));
    }

    /** The table as CSV: {@link CsvTask#FILE} in the directory of what this answers, which is the caller's to close. */
    Running csv(StoredVersion version) {
        requireTable(version, "csv");
        Running running = run(new CsvTask(
                version.reading().columns(),
                blobs.path(version.reading().blobs().get("table"))));
        try {
            done(running);
            return running;
        } catch (RuntimeException failed) {
            running.close();
            throw failed;
        }
    }

    private static void requireTable(StoredVersion version, String format) {
        if (ProfileAnswer.tableColumns(version).size()
                != version.reading().columns().size()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "%s holds tensors, which %s cannot hold; only tables can be downloaded"
                            .formatted(version.reference(), format),
                    List.of(new Finding("/format", "a data set with tensors has no " + format)));
        }
    }

    private Running run(Task task) {
        slots.acquireUninterruptibly();
        try {
            Running running = workers.run(task, _ -> {});
            running.outcome().join();
            return running;
        } finally {
            slots.release();
        }
    }

    private static Outcome.Done done(Running running) {
        return switch (running.outcome().join()) {
            case Outcome.Done done -> done;
            case Outcome.Failed _, Outcome.Cancelled _ ->
                throw new ProblemException(ProblemType.INTERNAL, "The data set could not be looked into");
            case Outcome.Crashed _ ->
                throw new ProblemException(ProblemType.INTERNAL, "The worker that looked into the data set ended");
        };
    }
}
