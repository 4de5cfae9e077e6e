package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Puts zeros around the spatial axes. Input and output {@code [batch, steps, channels]}.
 *
 * @param padding one number, or two for front and back; default 1 on each side
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/reshaping_layers/zero_padding1d/">Keras: ZeroPadding1D</a>
 */
public record ZeroPadding1D(
        @Nullable @ScalarOrList List<Integer> padding,
        @Nullable DataFormat dataFormat) implements SingleInput {

    public ZeroPadding1D {
        padding = Margins.pair("padding", padding == null || padding.isEmpty() ? List.of(1) : padding);
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Shape outputShape(Shape input) {
        dataFormat.require("ZeroPadding1D", 1, input);
        return Margins.grown(input.prepend(1), dataFormat, List.of(padding), 1).tail();
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape padded = Margins.grown(x.shape(), dataFormat, List.of(padding), 1);
        return Margins.window(padded, x.shape(), dataFormat, List.of(padding)).spreading(scope, x);
    }
}
