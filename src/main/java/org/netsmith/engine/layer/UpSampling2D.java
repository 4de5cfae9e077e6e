package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Repeats rows and columns of images. Input {@code [batch, height, width, channels]} · Output {@code [batch,
 * height·size, width·size, channels]}.
 *
 * @param size one number, or one for each axis; default 2
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/reshaping_layers/up_sampling2d/">Keras: UpSampling2D</a>
 */
public record UpSampling2D(
        @Nullable @ScalarOrList List<@Positive Integer> size,
        @Nullable DataFormat dataFormat) implements SingleInput {

    public UpSampling2D {
        size = size == null || size.isEmpty() ? List.of(2, 2) : List.copyOf(size);
        size = size.size() == 1 ? List.of(size.getFirst(), size.getFirst()) : size;
        if (size.size() != 2) {
            throw new IllegalArgumentException("size must be one number or two, received " + size);
        }
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Shape outputShape(Shape input) {
        dataFormat.require("UpSampling2D", 2, input);
        long[] times = times(4);
        return Shape.of(
                Math.multiplyExact(input.extent(0), times[1]),
                Math.multiplyExact(input.extent(1), times[2]),
                Math.multiplyExact(input.extent(2), times[3]));
    }

    private long[] times(int rank) {
        return dataFormat.overAxes(rank, 1, size.get(0), size.get(1));
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return Selection.repeated(x.shape(), times(4)).picking(scope, x);
    }
}
