package org.netsmith.dataset;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * How strongly a column goes with the target.
 *
 * @param value of Pearson's r in [−1, 1], of the other measures in [0, 1]
 * @param leak whether the column alone tells the target: |r| is above 0.99, or each of its values stands with one value
 *     of the target only though values stand in two rows or more on average
 */
record Association(
        @Schema(
                type = "string",
                allowableValues = {"pearson", "correlation_ratio", "cramers_v"})
        String measure,

        @Schema(example = "0.949") double value,

        @Schema(description = "Whether the column alone tells the target")
        boolean leak) {

    static final double LEAK = 0.99;

    /** What is measured, by the kinds of the two columns. */
    enum Measure {
        /** Two numbers: {@code r = cov(x, y) / (σx·σy)}. */
        PEARSON,
        /**
         * A number y and groups k: {@code η = √(Σ nₖ·(ȳₖ − ȳ)² / Σ (y − ȳ)²)}, the share of the deviation that groups
         * explain.
         */
        CORRELATION_RATIO,
        /** Two columns of r and c groups: {@code V = √(χ² / (n·(min(r, c) − 1)))}. */
        CRAMERS_V;

        String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
