package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Takes the margins off the spatial axes. Input and output {@code [batch, height, width, channels]}.
 *
 * @param cropping one number, or one for each axis, or front and back for each axis; default nothing
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/reshaping_layers/cropping2d/">Keras: Cropping2D</a>
 */
public record Cropping2D(
        @Nullable @ScalarOrList List<List<Integer>> cropping,
        @Nullable DataFormat dataFormat) implements SingleInput {

    public Cropping2D {
        cropping = Margins.pairs("cropping", cropping == null || cropping.isEmpty() ? List.of(List.of(0)) : cropping);
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Shape outputShape(Shape input) {
        dataFormat.require("Cropping2D", 2, input);
        Shape output = Margins.grown(input.prepend(1), dataFormat, cropping, -1).tail();
        if (output.size() == 0) {
            throw new ShapeException(
                    "Cropping2D.cropping %s leaves nothing of rows of shape %s".formatted(cropping, input));
        }
        return output;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape cropped = Margins.grown(x.shape(), dataFormat, cropping, -1);
        return Margins.window(x.shape(), cropped, dataFormat, cropping).picking(scope, x);
    }
}
