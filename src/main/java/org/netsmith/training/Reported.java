package org.netsmith.training;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.training.JobEvent.Draft;
import tools.jackson.databind.JsonNode;

/**
 * What a worker reported since the last write: events, and the latest of each kind; null where there was nothing new.
 */
record Reported(
        List<Draft> events,
        @Nullable JsonNode progress,
        @Nullable JsonNode metrics,
        @Nullable JsonNode best) {

    boolean nothing() {
        return events.isEmpty() && progress == null && metrics == null && best == null;
    }
}
