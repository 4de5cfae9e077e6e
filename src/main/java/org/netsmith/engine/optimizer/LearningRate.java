package org.netsmith.engine.optimizer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;

/**
 * How far an update goes: a number, which may be changed while a network learns, or a {@link Schedule}, which follows
 * the count of batches alone. In JSON a number or an object.
 */
public sealed interface LearningRate permits LearningRate.Constant, Schedule {

    /**
     * The rate in force.
     *
     * @param step the batches that were learnt from before
     */
    double at(long step);

    /** The same rate for every batch, until somebody changes it. */
    record Constant(@Positive @DecimalMax("1e6") double value) implements LearningRate {

        @Override
        public double at(long step) {
            return value;
        }
    }

    /** What was given, or the constant that stands for it. */
    static LearningRate or(@Nullable LearningRate given, double otherwise) {
        return given == null ? new Constant(otherwise) : given;
    }

    /** A constant, or null for null. */
    static @Nullable LearningRate of(@Nullable Double value) {
        return value == null ? null : new Constant(value);
    }
}
