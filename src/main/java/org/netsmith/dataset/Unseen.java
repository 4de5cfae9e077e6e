package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;

/** What becomes of a category that has no place of its own; the wire name is the lower-case name. */
public enum Unseen {
    /** It is taken together with all others of its sort. */
    OTHER,
    /** A row with it is not answered. */
    REFUSE;

    static final List<String> WIRE_NAMES = List.of("other", "refuse");

    /** The name in JSON. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
