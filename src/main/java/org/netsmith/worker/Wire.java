package org.netsmith.worker;

import java.util.Set;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** What goes through the pipes between server and worker: one JSON object a line, snake_case. */
final class Wire {

    static final String HELLO = "hello";
    static final String ABOUT = "about";
    static final String STARTED = "started";
    static final String DONE = "done";
    static final String FAILED = "failed";

    /** The types that the protocol keeps for itself. */
    static final Set<String> RESERVED = Set.of(HELLO, ABOUT, STARTED, DONE, FAILED);

    /** A longer line ends the worker that sent it. */
    static final int LONGEST_LINE = 64 << 20;

    static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(LONGEST_LINE)
                            .build())
                    .build())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .build();

    private Wire() {}

    /** From server to worker: exactly one component is set. */
    record Order(Start start, Boolean cancel) {

        static final Order CANCEL = new Order(null, true);
    }

    /** A task by the simple name of its class. */
    record Start(String task, JsonNode payload, String directory) {}

    /** From worker to server. */
    record Said(String type, JsonNode data) {}

    static String line(Object message) {
        return JSON.writeValueAsString(message);
    }
}
