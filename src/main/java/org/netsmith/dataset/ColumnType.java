package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a column holds; the wire name is the lower-case name. */
public enum ColumnType {
    NUMBER,
    INTEGER,
    BOOLEAN,
    CATEGORY,
    TEXT,
    DATETIME,
    TENSOR;

    /** The name in JSON. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
