package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.netsmith.engine.Finding;
import org.netsmith.format.keras.KerasReader.Reading;

/** Collects everything that is wrong or doubtful while one node is read. */
final class Findings {

    private static final int LIMIT = 100;
    private static final int MOST_COMPARED = 10_000;

    private final List<Finding> errors = new ArrayList<>();
    private final List<Finding> warnings = new ArrayList<>();
    private int errorCount;
    private long compared;

    void error(String pointer, String detail) {
        errorCount++;
        add(errors, pointer, detail);
    }

    void warning(String pointer, String detail) {
        add(warnings, pointer, detail);
    }

    /** {@link Names#hint}, until so many names have been compared that nobody reads on. */
    String hint(String name, Collection<String> candidates) {
        compared += candidates.size();
        return compared <= MOST_COMPARED ? Names.hint(name, candidates) : "";
    }

    boolean hasErrorsSince(int mark) {
        return errorCount > mark;
    }

    int mark() {
        return errorCount;
    }

    <T> Reading<T> reading(Optional<T> value) {
        return new Reading<>(errors.isEmpty() ? value : Optional.empty(), List.copyOf(errors), List.copyOf(warnings));
    }

    private static void add(List<Finding> findings, String pointer, String detail) {
        Finding finding = new Finding(pointer, detail);
        if (findings.size() < LIMIT && !findings.contains(finding)) {
            findings.add(finding);
        }
    }
}
