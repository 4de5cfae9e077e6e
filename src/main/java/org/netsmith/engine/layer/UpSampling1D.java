package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Repeats each step. Input {@code [batch, steps, channels]} · Output {@code [batch, steps·size, channels]}.
 *
 * @param size default 2
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling1d/">Keras: UpSampling1D</a>
 */
public record UpSampling1D(@Nullable @Positive Integer size) implements SingleInput {

    public UpSampling1D {
        size = size == null ? 2 : size;
    }

    @Override
    public Shape outputShape(Shape input) {
        DataFormat.CHANNELS_LAST.require("UpSampling1D", 1, input);
        return Shape.of(Math.multiplyExact(input.extent(0), size), input.extent(1));
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return Selection.repeated(x.shape(), new long[] {1, size, 1}).picking(scope, x);
    }
}
