package org.netsmith.engine.fit;

import java.util.Map;

/** A callback at work. Each method is called for all callbacks in the order in which they were given. */
interface Watch {

    /** Before the first batch of an epoch. */
    default void beginEpoch(int epoch) {}

    /** Before the validation rows are evaluated. */
    default void beginEvaluation() {}

    /** After the validation rows were evaluated. */
    default void endEvaluation() {}

    /**
     * After an epoch and its validation.
     *
     * @param logs what is reported of the epoch; may be added to
     * @return whether training is to end
     */
    default boolean endEpoch(int epoch, Map<String, Double> logs) {
        return false;
    }

    /** After the last epoch, whatever ended training. */
    default void endTraining() {}
}
