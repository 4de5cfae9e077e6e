package org.netsmith.engine.metric;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;

/**
 * The harmonic mean of precision and recall of each class: {@code (1 + β²)·P·R / (β²·P + R)}. A prediction means yes
 * above the threshold, or where there is none, where it is the largest of its row.
 */
public sealed interface FScore extends Metric {

    /** How the scores of the classes become one. */
    enum Average {

        /** All classes are counted together. */
        MICRO,

        /** Their mean. */
        MACRO,

        /** Weighted by how often each class is true. */
        WEIGHTED
    }

    /** How the scores of the classes become one; null where they stay apart. */
    @Nullable
    Average average();

    /** Above which a prediction means yes; null for the largest of each row. */
    @Nullable
    Double threshold();

    /** How much more recall counts than precision. */
    Double beta();

    @Override
    default boolean higherIsBetter() {
        return true;
    }

    @Override
    default Accumulator accumulator(Shape target, Shape prediction) {
        return new ClassScores(this);
    }

    /** The score with β = 1. */
    record F1Score(
            @Nullable String name,
            @Nullable Average average,

            @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax("1")
            Double threshold)
            implements FScore {

        public F1Score {
            name = name == null ? "f1_score" : name;
        }

        @Override
        public Double beta() {
            return 1.0;
        }
    }

    /**
     * The score with any β.
     *
     * @param beta default 1
     */
    record FBetaScore(
            @Nullable String name,
            @Nullable Average average,
            @Nullable @Positive Double beta,

            @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax("1")
            Double threshold)
            implements FScore {

        public FBetaScore {
            name = name == null ? "fbeta_score" : name;
            beta = beta == null ? 1.0 : beta;
        }
    }
}
