package org.netsmith.training;

import java.util.Arrays;
import java.util.List;
import org.netsmith.web.ProblemType;
import org.netsmith.worker.TaskException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The {@code error} of a failed job: the problem object that a request failing alike would get. */
final class ProblemObject {

    private ProblemObject() {}

    /** @param slug of a {@link ProblemType}; one that is not known is told as {@code internal} */
    static ObjectNode of(JsonMapper json, String slug, String detail, List<TaskException.Error> errors) {
        ProblemType type = Arrays.stream(ProblemType.values())
                .filter(candidate -> candidate.slug().equals(slug))
                .findAny()
                .orElse(ProblemType.INTERNAL);
        ObjectNode problem = json.createObjectNode()
                .put("type", "/problems/" + type.slug())
                .put("title", type.title())
                .put("status", type.status().value())
                .put("detail", detail);
        if (!errors.isEmpty()) {
            problem.set("errors", json.valueToTree(errors));
        }
        return problem;
    }
}
