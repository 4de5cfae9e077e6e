package org.netsmith.engine.loss;

import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Tensor;

/** Class numbers as rows of zeros with a one in the place of the class; a number outside of the classes gives zeros. */
final class OneHot {

    private OneHot() {}

    static void write(Backend backend, Tensor labels, Tensor oneHot) {
        long classes = oneHot.shape().extent(-1);
        backend.download(labels);
        oneHot.segment().fill((byte) 0);
        for (long row = 0; row < labels.size(); row++) {
            long label = (long) labels.get(row);
            if (label >= 0 && label < classes) {
                oneHot.set(row * classes + label, 1);
            }
        }
        backend.upload(oneHot);
    }
}
