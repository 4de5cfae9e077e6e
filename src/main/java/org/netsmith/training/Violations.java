package org.netsmith.training;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;

/** Everything that is wrong with a request, collected so that it is said at once; and what is doubtful. */
final class Violations {

    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private final Set<ProblemType> types = EnumSet.noneOf(ProblemType.class);

    void add(ProblemType type, String pointer, String detail) {
        types.add(type);
        addOnce(errors, new Finding(pointer, detail));
    }

    void add(String pointer, String detail) {
        add(ProblemType.INVALID_REQUEST, pointer, detail);
    }

    void addAll(ProblemType type, String prefix, List<org.netsmith.engine.Finding> findings) {
        findings.forEach(finding -> add(type, prefix + finding.pointer(), finding.detail()));
    }

    void warn(String pointer, String detail) {
        addOnce(warnings, new Finding(pointer, detail));
    }

    /** What concerns several outputs alike is found with each of them. */
    private static void addOnce(List<Finding> findings, Finding finding) {
        if (!findings.contains(finding)) {
            findings.add(finding);
        }
    }

    void warnAll(String prefix, List<org.netsmith.engine.Finding> findings) {
        findings.forEach(finding -> warn(prefix + finding.pointer(), finding.detail()));
    }

    List<Finding> warnings() {
        return List.copyOf(warnings);
    }

    boolean isEmpty() {
        return errors.isEmpty();
    }

    /** How many things are wrong so far. */
    int count() {
        return errors.size();
    }

    /**
     * Ends the request where something is wrong: by the type that all findings share, else as {@code invalid-request}.
     */
    void throwIfAny() {
        if (errors.isEmpty()) {
            return;
        }
        ProblemType type = types.size() == 1 ? types.iterator().next() : ProblemType.INVALID_REQUEST;
        String detail = errors.size() == 1
                ? "The training job cannot be run: " + errors.getFirst().detail()
                : "The training job cannot be run for %d reasons; see errors.".formatted(errors.size());
        throw new ProblemException(type, detail, errors);
    }
}
