package org.netsmith.engine.loss;

import java.util.function.LongToDoubleFunction;

/** Whether the labels of a hinge loss have to be turned from 0 and 1 to −1 and 1. */
final class SignedLabels {

    private SignedLabels() {}

    /** As Keras: only if all labels of the batch are 0 or 1. */
    static boolean areBinary(long count, LongToDoubleFunction label) {
        for (long i = 0; i < count; i++) {
            double value = label.applyAsDouble(i);
            if (value != 0 && value != 1) {
                return false;
            }
        }
        return true;
    }
}
