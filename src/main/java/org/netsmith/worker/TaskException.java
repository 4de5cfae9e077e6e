package org.netsmith.worker;

import java.util.List;

/** A failure that the task foresaw: travels to the server whole and becomes a problem there. */
public final class TaskException extends RuntimeException {

    /** One finding, as in problem details. */
    public record Error(String pointer, String detail) {}

    private final String slug;
    private final transient List<Error> errors;

    /** @param slug the problem type, as in {@code invalid-dataset} */
    public TaskException(String slug, String detail, List<Error> errors) {
        super(detail);
        this.slug = slug;
        this.errors = List.copyOf(errors);
    }

    public String slug() {
        return slug;
    }

    public List<Error> errors() {
        return errors;
    }
}
