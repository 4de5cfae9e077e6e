package org.netsmith.engine.loss;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How the losses of single rows become one number. */
public enum Reduction {

    /** Σ loss·weight / rows, the default. */
    @JsonProperty("sum_over_batch_size")
    SUM_OVER_BATCH_SIZE,

    /** Σ loss·weight. */
    @JsonProperty("sum")
    SUM,

    /** Σ loss·weight / Σ weight. */
    @JsonProperty("mean_with_sample_weight")
    MEAN_WITH_SAMPLE_WEIGHT,

    /** Keras' other name for {@link #SUM_OVER_BATCH_SIZE}. */
    @JsonProperty("mean")
    MEAN,

    /** No reduction: what is minimised is the sum. */
    @JsonProperty("none")
    NONE;

    /** Whether rows that do not count make the others count more, as in Keras. */
    boolean isMean() {
        return this == SUM_OVER_BATCH_SIZE || this == MEAN;
    }

    /** What Σ loss·weight is divided by; 1 where that would be 0. */
    double divisor(long rows, double weights) {
        double divisor = switch (this) {
            case SUM_OVER_BATCH_SIZE, MEAN -> rows;
            case MEAN_WITH_SAMPLE_WEIGHT -> weights;
            case SUM, NONE -> 1;
        };
        return divisor == 0 ? 1 : divisor;
    }
}
