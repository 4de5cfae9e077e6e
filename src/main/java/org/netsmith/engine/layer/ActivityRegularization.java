package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.engine.regularizer.Regularizer.L1L2;

/**
 * Passes its input on and adds {@code (l1·Σ|x| + l2·Σx²) / batch} to the loss. Input and output {@code [batch, …]}.
 *
 * @param l1 default 0
 * @param l2 default 0
 * @see <a href="https://keras.io/api/layers/regularization_layers/activity_regularization/">Keras:
 *     ActivityRegularization</a>
 */
public record ActivityRegularization(
        @Nullable @DecimalMin("0") Double l1,
        @Nullable @DecimalMin("0") Double l2) implements Stepwise {

    public ActivityRegularization {
        l1 = l1 == null ? 0.0 : l1;
        l2 = l2 == null ? 0.0 : l2;
    }

    @Override
    public Regularizer activityRegularizer() {
        return new L1L2(l1, l2);
    }

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return new Identity().build(scope, x);
    }
}
