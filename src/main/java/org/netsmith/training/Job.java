package org.netsmith.training;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import tools.jackson.databind.JsonNode;

/**
 * A training job as it is stored.
 *
 * @param attempt how often the job was started, 0 while queued
 * @param spec the request with every default filled in
 * @param warnings what was doubtful about the request
 * @param network the stored network version it uses, as in {@code mlp@1}; null where the definition came in place or by
 *     default
 * @param progress where the attempt is, null before its first step
 * @param metrics of the latest epoch
 * @param best the best epoch so far and its metrics
 * @param encoders with the numbers learnt from the training rows, null until then
 * @param checkpoints the newest of each kind
 * @param crossValidation what the folds told so far, null for a job without folds
 */
record Job(
        String id,
        @Nullable String name,
        JobState state,
        int attempt,
        int priority,
        Map<String, String> labels,
        JsonNode spec,
        List<Finding> warnings,
        @Nullable String network,
        String dataset,
        @Nullable JsonNode progress,
        @Nullable JsonNode metrics,
        @Nullable JsonNode best,
        @Nullable JsonNode encoders,
        List<Checkpoint> checkpoints,
        @Nullable CrossValidation crossValidation,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    boolean finished() {
        return state instanceof JobState.Finished;
    }
}
