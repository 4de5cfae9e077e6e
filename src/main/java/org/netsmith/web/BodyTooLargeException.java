package org.netsmith.web;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.util.unit.DataSize;

/** A body turned out to be larger than allowed while it was being read. */
final class BodyTooLargeException extends IOException {

    private final DataSize limit;

    BodyTooLargeException(DataSize limit) {
        super("The body is larger than " + limit.toBytes() + " bytes");
        this.limit = limit;
    }

    ProblemException problem() {
        return new ProblemException(
                ProblemType.PAYLOAD_TOO_LARGE,
                "The body may have at most " + limit.toBytes() + " bytes.",
                List.of(),
                Map.of("limit", limit.toBytes()));
    }
}
