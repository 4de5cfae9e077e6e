package org.netsmith.engine.layer;

import java.util.Locale;

/** What a window that slides along an axis meets beyond its ends. */
public enum Padding {
    /** Nothing: windows stay within the axis. */
    VALID,
    /** As many zeros on both sides, one more behind, as make {@code ⌈extent/stride⌉} windows. */
    SAME,
    /** Zeros in front only, so that a window ends at its own step and sees none that comes later. */
    CAUSAL;

    /** The same for a layer without a direction of time. */
    Padding withoutTime() {
        if (this == CAUSAL) {
            throw new IllegalArgumentException("padding must be valid or same, received "
                    + name().toLowerCase(Locale.ROOT) + ", which only Conv1D takes");
        }
        return this;
    }
}
