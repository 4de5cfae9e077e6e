package org.netsmith.training;

import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a worker says once it has written the file of a checkpoint.
 *
 * @param number of the file within its task, from 0
 * @param kinds what the weights are: the best so far, the latest, or both
 * @param metrics of the epoch
 */
record KeptWeights(int number, List<Checkpoint.Kind> kinds, int epoch, JsonNode metrics) {

    KeptWeights {
        kinds = List.copyOf(kinds);
    }

    static KeptWeights of(JsonNode message) {
        List<Checkpoint.Kind> kinds = message.path("kinds")
                .valueStream()
                .flatMap(kind -> Checkpoint.Kind.of(kind.asString()).stream())
                .toList();
        return new KeptWeights(
                message.path("number").asInt(), kinds, message.path("epoch").asInt(), message.path("metrics"));
    }

    /** The file in the task's directory. */
    Path file(Path directory) {
        return directory.resolve("checkpoint-%d.safetensors".formatted(number));
    }
}
