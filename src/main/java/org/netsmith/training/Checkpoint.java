package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonValue;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/**
 * Weights that a {@code ModelCheckpoint} kept while a job ran: a model file like that of a finished job.
 *
 * @param epoch whose weights they are, from 0 as in Keras' History
 * @param metrics of that epoch
 */
@Schema(name = "Checkpoint")
record Checkpoint(
        @Schema(
                type = "string",
                allowableValues = {"best", "last"})
        Kind kind,

        @Schema(example = "41") int epoch,

        @Schema(type = "object", example = "{\"loss\": 0.1, \"val_loss\": 0.12}")
        JsonNode metrics,

        String sha256,

        @Schema(example = "3420") long bytes) {

    /** What was kept: the weights of the best epoch so far, or those of the latest. */
    enum Kind {
        BEST,
        LAST;

        /** The name on the wire and in the database. */
        @JsonValue
        String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Optional<Kind> of(String id) {
            return Arrays.stream(values()).filter(kind -> kind.id().equals(id)).findAny();
        }
    }
}
