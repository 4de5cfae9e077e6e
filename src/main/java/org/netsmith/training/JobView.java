package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;
import tools.jackson.databind.JsonNode;

/** A job as the API tells it. */
@Schema(name = "TrainingJob")
@JsonInclude(JsonInclude.Include.ALWAYS)
record JobView(
        @Schema(example = "019ab4d2-7c1e-7b52-9c1f-4f0a3a1d2e3f")
        String id,

        @Schema(example = "first try") @Nullable String name,

        @Schema(allowableValues = {"queued", "running", "cancelling", "succeeded", "failed", "cancelled"})
        String state,

        @Schema(description = "How often the job was started; more than 1 after a crash", example = "1")
        int attempt,

        int priority,
        Map<String, String> labels,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,

        @Schema(
                type = "object",
                description = "Epoch and step at hand, counted from 1, of how many; rows per second; seconds left",
                example = "{\"epoch\": 3, \"epochs\": 50, \"step\": 4, \"steps\": 5, \"samples_per_second\": 91000.0,"
                        + " \"eta_seconds\": 0.4}")
        @Nullable
        JsonNode progress,

        @Schema(type = "object", description = "The latest epoch's", example = "{\"loss\": 0.21, \"accuracy\": 0.95}")
        @Nullable
        JsonNode metrics,

        @Schema(
                type = "object",
                description = "The best epoch, counted from 0 as in Keras' History, and its metrics",
                example = "{\"epoch\": 41, \"metrics\": {\"val_loss\": 0.1}}")
        @Nullable
        JsonNode best,

        @Schema(
                type = "object",
                description = "How columns became numbers, with what was learnt from the training rows",
                example = "{\"inputs\": [{\"name\": \"age\", \"type\": \"number\", \"encoder\": {\"kind\":"
                        + " \"standardize\", \"mean\": 29.9, \"scale\": 14.4, \"missing\": {\"policy\":"
                        + " \"median\", \"fill\": 28.0, \"indicator\": true}}}]}")
        @Nullable
        JsonNode encoders,

        @Schema(description = "What a ModelCheckpoint kept, the newest of each kind; there whatever becomes of the job")
        List<Checkpoint> checkpoints,

        @Schema(description = "What the folds of a cross-validation told so far; null without folds") @Nullable
        CrossValidation crossValidation,

        @Schema(description = "The model version that came of it", example = "iris@1") @Nullable
        String model,

        @Schema(type = "object", description = "Why it failed: a problem object") @Nullable
        JsonNode error,

        @Schema(description = "What was doubtful about the request")
        List<Finding> warnings,

        @Schema(description = "The stored network it uses", example = "iris-mlp@1") @Nullable
        String network,

        @Schema(
                type = "object",
                description = "The request with every default filled in; posting it again gives the same model")
        JsonNode spec) {

    static JobView of(Job job) {
        return new JobView(
                job.id(),
                job.name(),
                job.state().id(),
                job.attempt(),
                job.priority(),
                job.labels(),
                job.createdAt(),
                job.startedAt(),
                job.finishedAt(),
                job.progress(),
                job.metrics(),
                job.best(),
                job.encoders(),
                job.checkpoints(),
                job.crossValidation(),
                job.state() instanceof JobState.Succeeded succeeded ? succeeded.model() : null,
                job.state() instanceof JobState.Failed failed ? failed.error() : null,
                job.warnings(),
                job.network(),
                job.spec());
    }
}
