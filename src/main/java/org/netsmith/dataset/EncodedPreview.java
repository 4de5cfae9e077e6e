package org.netsmith.dataset;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netsmith.storage.Blobs;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.netsmith.worker.Outcome;
import org.netsmith.worker.Running;
import org.netsmith.worker.Workers;
import org.springframework.stereotype.Component;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** Has the first rows of data sets encoded by workers, a few data sets at a time. */
@Component
class EncodedPreview {

    private static final int AT_ONCE = 2;
    private static final long LONGEST_SECONDS = 60;
    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private final Workers workers;
    private final Blobs blobs;
    private final Semaphore slots = new Semaphore(AT_ONCE, true);

    EncodedPreview(Workers workers, Blobs blobs) {
        this.workers = workers;
        this.blobs = blobs;
    }

    /** Encoded rows, and what was left out and why. */
    record Encoded(EncodeTask.Result result, List<Finding> warnings) {}

    /** @param features null for every usable column but the target */
    Encoded encode(DatasetVersion version, @Nullable String target, @Nullable List<FeatureSpec> features, int limit) {
        Encoders.Features plan = plan(version, target, features);
        Map<String, Path> files = new LinkedHashMap<>();
        version.blobs().forEach((name, sha256) -> files.put(name, blobs.path(sha256)));
        EncodeTask task = EncodeTask.of(plan.inputs(), target, version.columns(), files, limit);
        return new Encoded(run(task), findings(plan.warnings()));
    }

    private static Encoders.Features plan(
            DatasetVersion version, @Nullable String target, @Nullable List<FeatureSpec> features) {
        Encoders.Features plan =
                Encoders.planFeatures(
                        version.columns(),
                        target == null ? Set.of() : Set.of(target),
                        features,
                        UsualNumbers.of(version));
        List<Finding> errors = new ArrayList<>(unknownTarget(version, target));
        errors.addAll(findings(plan.errors()));
        if (!errors.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The data set cannot be encoded so: " + errors.getFirst().detail(),
                    errors);
        }
        return plan;
    }

    private static List<Finding> unknownTarget(DatasetVersion version, @Nullable String target) {
        Set<String> names =
                version.columns().stream().map(Column::name).collect(Collectors.toCollection(LinkedHashSet::new));
        return target == null || names.contains(target)
                ? List.of()
                : List.of(new Finding("/target", FeaturePlanner.unknown(target, names)));
    }

    private EncodeTask.Result run(EncodeTask task) {
        try {
            if (!slots.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new ProblemException(
                        ProblemType.UNAVAILABLE, "Other data sets are being encoded; try again in a minute");
            }
            try {
                return result(task);
            } finally {
                slots.release();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new ProblemException(ProblemType.UNAVAILABLE, "The server is stopping");
        }
    }

    private EncodeTask.Result result(EncodeTask task) throws InterruptedException {
        Running running = workers.run(task, message -> {});
        try {
            return result(running.outcome().get(LONGEST_SECONDS, TimeUnit.SECONDS));
        } catch (TimeoutException slow) {
            running.cancel();
            throw new ProblemException(
                    ProblemType.DEADLINE_EXCEEDED,
                    "Encoding took longer than %d seconds; name fewer features".formatted(LONGEST_SECONDS));
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible.getCause());
        } finally {
            running.close();
        }
    }

    private static EncodeTask.Result result(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Done done -> JSON.treeToValue(done.result(), EncodeTask.Result.class);
            case Outcome.Failed failed
            when failed.slug().equals(Rejection.SLUG) ->
                throw new ProblemException(ProblemType.INVALID_DATASET, failed.detail());
            case Outcome.Crashed crashed
            when crashed.reason().equals(ProblemType.OUT_OF_MEMORY.slug()) ->
                throw new ProblemException(
                        ProblemType.INVALID_DATASET,
                        "Encoding takes more memory than a worker has; name fewer features");
            case Outcome.Failed _, Outcome.Crashed _, Outcome.Cancelled _ ->
                throw new ProblemException(ProblemType.INTERNAL, "The worker that encoded the rows ended");
        };
    }

    private static List<Finding> findings(List<org.netsmith.engine.Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(finding.pointer(), finding.detail()))
                .toList();
    }
}
