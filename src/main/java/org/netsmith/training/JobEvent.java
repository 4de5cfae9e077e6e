package org.netsmith.training;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/**
 * Something that happened to a job.
 *
 * @param id counts from 1 without gaps within a job
 * @param type {@code state}, {@code epoch}, {@code progress}, {@code warning} or {@code done}
 */
record JobEvent(long id, String type, Instant time, JsonNode data) {

    /** An event that has not been stored yet. */
    record Draft(String type, JsonNode data) {}

    boolean last() {
        return type.equals("done");
    }
}
