package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Puts zeros around the spatial axes. Input and output {@code [batch, height, width, channels]}.
 *
 * @param padding one number, or one for each axis, or front and back for each axis; default 1 on each side
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding2d/">Keras: ZeroPadding2D</a>
 */
public record ZeroPadding2D(
        @Nullable @ScalarOrList List<List<Integer>> padding,
        @Nullable DataFormat dataFormat) implements SingleInput {

    public ZeroPadding2D {
        padding = Margins.pairs("padding", padding == null || padding.isEmpty() ? List.of(List.of(1)) : padding);
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Shape outputShape(Shape input) {
        dataFormat.require("ZeroPadding2D", 2, input);
        return Margins.grown(input.prepend(1), dataFormat, padding, 1).tail();
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape padded = Margins.grown(x.shape(), dataFormat, padding, 1);
        return Margins.window(padded, x.shape(), dataFormat, padding).spreading(scope, x);
    }
}
