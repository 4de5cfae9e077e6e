package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Takes the margins off the spatial axes. Input and output {@code [batch, steps, channels]}.
 *
 * @param cropping one number, or two for front and back; default 1 on each side
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping1d/">Keras: Cropping1D</a>
 */
public record Cropping1D(@Nullable @ScalarOrList List<Integer> cropping) implements SingleInput {

    public Cropping1D {
        cropping = Margins.pair("cropping", cropping == null || cropping.isEmpty() ? List.of(1) : cropping);
    }

    @Override
    public Shape outputShape(Shape input) {
        DataFormat.CHANNELS_LAST.require("Cropping1D", 1, input);
        Shape output = Margins.grown(input.prepend(1), DataFormat.CHANNELS_LAST, List.of(cropping), -1)
                .tail();
        if (output.size() == 0) {
            throw new ShapeException(
                    "Cropping1D.cropping %s leaves nothing of rows of shape %s".formatted(cropping, input));
        }
        return output;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape cropped = Margins.grown(x.shape(), DataFormat.CHANNELS_LAST, List.of(cropping), -1);
        return Margins.window(x.shape(), cropped, DataFormat.CHANNELS_LAST, List.of(cropping))
                .picking(scope, x);
    }
}
