package org.netsmith.engine.loss;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Scope;

/**
 * What the computation of a loss is bound to.
 *
 * @param prediction {@code [rows, units]}
 * @param target as the computation needs it: {@code [rows, units]}, or {@code [rows, 1]} for all units alike
 * @param weights of the rows, {@code [rows, 1]}, the reduction in them
 * @param losses where the losses of the rows go, {@code [rows, 1]}
 * @param gradient where the gradient of the prediction goes, {@code [rows, units]}; null where nothing learns
 */
record Bound(
        Scope scope,
        Tensor prediction,
        Tensor target,
        Tensor weights,
        Tensor losses,
        @Nullable Tensor gradient) {

    long units() {
        return prediction.shape().extent(1);
    }

    Tensor matrix() {
        return scope.tensor(prediction.shape());
    }

    Tensor column() {
        return scope.tensor(losses.shape());
    }

    void sumRows(Tensor x, Tensor sums) {
        scope.run(scope.backend().sumRows(x, sums));
    }

    /** Rows of units: the last axis, or one unit where there is only the batch. */
    static Shape matrix(Shape shape) {
        long units = shape.rank() < 2 ? 1 : shape.extent(-1);
        return Shape.of(units == 0 ? 0 : shape.size() / units, units);
    }
}
