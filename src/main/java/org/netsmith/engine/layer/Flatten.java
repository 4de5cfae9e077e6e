package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code [batch, a, b, …]} becomes {@code [batch, a·b·…]}; {@code [batch]} becomes {@code [batch, 1]}.
 *
 * @see <a href="https://keras.io/api/layers/reshaping_layers/flatten/">Keras: Flatten</a>
 */
public record Flatten() implements SingleInput {

    @Override
    public Shape outputShape(Shape input) {
        return Shape.of(input.size());
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        long batch = x.shape().extent(0);
        Tensor y = x.reshape(Shape.of(batch, x.shape().tail().size()));
        return Pass.of(y, (dy, _) -> dy.reshape(x.shape()));
    }
}
