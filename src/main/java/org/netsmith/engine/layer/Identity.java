package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Passes its input on. Input and output {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/identity/">Keras: Identity</a>
 */
public record Identity() implements Stepwise {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return Pass.of(x, (dy, _) -> dy);
    }
}
