package org.netsmith.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.training.JobEvent.Draft;
import tools.jackson.databind.JsonNode;

/**
 * What a worker reported since the last write: events, and the latest of each kind; null where there was nothing new.
 *
 * @param weights checkpoints that it has written, in order
 */
record Reported(
        List<Draft> events,
        @Nullable JsonNode progress,
        @Nullable JsonNode metrics,
        @Nullable JsonNode best,
        @Nullable JsonNode encoders,
        List<KeptWeights> weights) {

    static final Reported NOTHING = new Reported(List.of(), null, null, null, null, List.of());

    static Reported event(Draft event) {
        return new Reported(List.of(event), null, null, null, null, List.of());
    }

    boolean nothing() {
        return equals(NOTHING);
    }
}
