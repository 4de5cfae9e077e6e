package org.netsmith.web;

import java.util.List;
import java.util.Map;

/** A request that cannot be answered as asked. Becomes {@code application/problem+json} with all findings at once. */
public class ProblemException extends RuntimeException {

    private final ProblemType type;
    private final transient List<Finding> errors;
    private final transient Map<String, Object> members;

    public ProblemException(ProblemType type, String detail) {
        this(type, detail, List.of(), Map.of());
    }

    public ProblemException(ProblemType type, String detail, List<Finding> errors) {
        this(type, detail, errors, Map.of());
    }

    /** @param members further members of the problem, as in {@code allowed} */
    public ProblemException(ProblemType type, String detail, List<Finding> errors, Map<String, Object> members) {
        super(detail);
        this.type = type;
        this.errors = List.copyOf(errors);
        this.members = Map.copyOf(members);
    }

    public ProblemType type() {
        return type;
    }

    public List<Finding> errors() {
        return errors;
    }

    public Map<String, Object> members() {
        return members;
    }
}
