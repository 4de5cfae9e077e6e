package org.netsmith.training;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Where a job is. States only move forward: queued → running → (cancelling →) succeeded, failed or cancelled. A crash
 * of the worker leaves the job running under its next attempt.
 */
sealed interface JobState {

    /** The name on the wire and in the database. */
    String id();

    /** A state that never changes again. */
    sealed interface Finished extends JobState {

        Instant at();
    }

    record Queued() implements JobState {
        @Override
        public String id() {
            return "queued";
        }
    }

    record Running() implements JobState {
        @Override
        public String id() {
            return "running";
        }
    }

    /** Somebody asked for the end of a running job; its worker has not stopped yet. */
    record Cancelling() implements JobState {
        @Override
        public String id() {
            return "cancelling";
        }
    }

    /** @param model the version that was published, as in {@code iris@1} */
    record Succeeded(Instant at, String model) implements Finished {
        @Override
        public String id() {
            return "succeeded";
        }
    }

    /** @param error a problem object (RFC 9457) */
    record Failed(Instant at, JsonNode error) implements Finished {
        @Override
        public String id() {
            return "failed";
        }
    }

    record Cancelled(Instant at) implements Finished {
        @Override
        public String id() {
            return "cancelled";
        }
    }

    /** Whether a name is that of a state. */
    static boolean exists(String id) {
        return switch (id) {
            case "queued", "running", "cancelling", "succeeded", "failed", "cancelled" -> true;
            default -> false;
        };
    }

    /** The state that a row of the database tells. */
    static JobState of(String id, @Nullable Instant finishedAt, @Nullable String model, @Nullable JsonNode error) {
        return switch (id) {
            case "queued" -> new Queued();
            case "running" -> new Running();
            case "cancelling" -> new Cancelling();
            case "succeeded" -> new Succeeded(finishedAt, model);
            case "failed" -> new Failed(finishedAt, error);
            case "cancelled" -> new Cancelled(finishedAt);
            default -> throw new IllegalStateException("unknown state of a training job: " + id);
        };
    }
}
