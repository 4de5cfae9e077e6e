package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Repeats a row. Input {@code [batch, features]} · Output {@code [batch, n, features]}.
 *
 * @param n how often, at least 1
 * @see <a href="https://keras.io/api/layers/reshaping_layers/repeat_vector/">Keras: RepeatVector</a>
 */
public record RepeatVector(@Positive Integer n) implements SingleInput {

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != 1) {
            throw new ShapeException("RepeatVector needs rows [features], received rows of shape " + input);
        }
        return input.prepend(n);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape whole = x.shape().tail().prepend(1).prepend(x.shape().extent(0));
        return Selection.repeated(whole, new long[] {1, n, 1}).picking(scope, x);
    }
}
