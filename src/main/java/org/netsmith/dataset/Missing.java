package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.netsmith.worker.TaskException;

/** What stands in where a value is missing; the wire name is the lower-case name. */
public enum Missing {
    /** The mean of the rows fitted. */
    MEAN,
    /** The median of the rows fitted. */
    MEDIAN,
    /** A value given. */
    CONSTANT,
    /** A category of its own. */
    CATEGORY,
    /** Nothing but zeros: false, no category, no word. */
    ZERO,
    /** Nothing: rows must have a value, in training and at prediction. */
    REFUSE;

    /** The name in JSON. */
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Instances are looked at before; only the rows of another data set come here without a value. */
    void requireAllowed() {
        if (this == REFUSE) {
            throw new TaskException(
                    Rejection.SLUG,
                    "a value is missing where the job refuses missing values; fill it in, leave the row out, or choose "
                            + "what stands in for it",
                    List.of());
        }
    }

    static List<String> wireNames(List<Missing> some) {
        return some.stream().map(Missing::wireName).toList();
    }

    /** One of these by its name in JSON. */
    static Missing of(String wireName) {
        return Arrays.stream(values())
                .filter(missing -> missing.wireName().equals(wireName))
                .findAny()
                .orElseThrow();
    }
}
