package org.netsmith.engine.loss;

import org.netsmith.engine.backend.Shape;

/** How labels come, as Keras tells from the shapes of target and prediction. */
public enum Labels {

    /** The prediction has one unit. */
    BINARY,

    /** The target has an axis less than the prediction, or a last one of extent 1. */
    CLASS_NUMBERS,

    /** The target has the shape of the prediction. */
    ONE_HOT;

    /** Of shapes with the batch in front. */
    public static Labels of(Shape target, Shape prediction) {
        if (prediction.rank() < 2 || prediction.extent(-1) == 1) {
            return BINARY;
        }
        return target.rank() < prediction.rank() || target.extent(-1) == 1 ? CLASS_NUMBERS : ONE_HOT;
    }
}
