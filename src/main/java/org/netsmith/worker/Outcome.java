package org.netsmith.worker;

import java.util.List;
import tools.jackson.databind.JsonNode;

/** How a task ended. */
public sealed interface Outcome {

    /** @param result what {@link Task#run} returned */
    record Done(JsonNode result) implements Outcome {}

    /** The task said why it failed ({@link TaskException}); an unforeseen exception has the slug {@code internal}. */
    record Failed(String slug, String detail, List<TaskException.Error> errors) implements Outcome {}

    /**
     * The process ended by itself. {@code reason} is {@code out-of-memory}, {@code native-crash} or {@code
     * worker-crashed}.
     */
    record Crashed(String reason, int exitCode) implements Outcome {}

    record Cancelled() implements Outcome {}
}
