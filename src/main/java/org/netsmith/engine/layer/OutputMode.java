package org.netsmith.engine.layer;

import java.util.List;
import java.util.Locale;

/** What a layer that finds an id for each element makes of the ids. */
public enum OutputMode {

    /** The ids themselves. */
    INT,

    /** Each id as a row of zeros with a 1 in its place. */
    ONE_HOT,

    /** One row for each sample, with a 1 in the place of every id that occurs. */
    MULTI_HOT,

    /** One row for each sample, with how often every id occurs. */
    COUNT,

    /** As {@link #COUNT}, each place multiplied by its weight. */
    TF_IDF;

    /** This mode if it is among the modes that a layer has; throws otherwise. */
    OutputMode among(OutputMode... modes) {
        if (!List.of(modes).contains(this)) {
            throw new IllegalArgumentException("output_mode must be one of %s, received %s"
                    .formatted(List.of(modes).stream().map(OutputMode::id).toList(), id()));
        }
        return this;
    }

    /** The Keras name, {@code multi_hot}. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
