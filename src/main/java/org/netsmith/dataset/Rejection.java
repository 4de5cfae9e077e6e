package org.netsmith.dataset;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.worker.TaskException;

/** Findings about bad content, gathered until there are enough to refuse the upload with. */
final class Rejection {

    static final String SLUG = "invalid-dataset";
    private static final int MOST = 20;

    private final String file;
    private final List<TaskException.Error> errors = new ArrayList<>();

    /** @param file the name of the upload */
    Rejection(String file) {
        this.file = file;
    }

    /** A refusal with a single finding. */
    static TaskException of(String file, String detail) {
        return new TaskException(
                SLUG, "%s: %s".formatted(file, detail), List.of(new TaskException.Error("/file", detail)));
    }

    /** Adds a finding; throws all of them once there are twenty. */
    void add(String detail) {
        add("/file", detail);
    }

    void add(String pointer, String detail) {
        errors.add(new TaskException.Error(pointer, detail));
        if (errors.size() == MOST) {
            throwIfAny();
        }
    }

    void throwIfAny() {
        if (!errors.isEmpty()) {
            String detail = "%s: %s".formatted(file, errors.getFirst().detail());
            throw new TaskException(
                    SLUG, errors.size() == 1 ? detail : "%s (and %s)".formatted(detail, more()), errors);
        }
    }

    private String more() {
        return errors.size() == MOST
                ? "more; the first %d are listed".formatted(MOST)
                : "%d more".formatted(errors.size() - 1);
    }
}
