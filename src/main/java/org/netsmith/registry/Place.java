package org.netsmith.registry;

import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;

/** A place in the list of models, which is ordered by time, newest first, and then by name. */
record Place(long time, String name) {

    static final Place FIRST = new Place(Long.MAX_VALUE, "");

    static Place of(ModelVersion model) {
        return new Place(model.createdAt().toEpochMilli(), model.name());
    }

    static Place parse(String text) {
        int space = text.indexOf(' ');
        if (space < 0) {
            throw malformed();
        }
        return new Place(sequence(text.substring(0, space)), text.substring(space + 1));
    }

    static long sequence(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException notOurs) {
            throw malformed();
        }
    }

    private static ProblemException malformed() {
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "The query parameter 'cursor' must be the next_cursor of the page before, unchanged.");
    }

    @Override
    public String toString() {
        return time + " " + name;
    }
}
