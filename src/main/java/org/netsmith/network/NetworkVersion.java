package org.netsmith.network;

import java.time.Instant;
import tools.jackson.databind.JsonNode;

/** One immutable version of a network definition; {@code definition} is in the Keras 3 dialect. */
public record NetworkVersion(String name, int version, Instant createdAt, String sha256, JsonNode definition) {

    public String reference() {
        return name + "@" + version;
    }
}
