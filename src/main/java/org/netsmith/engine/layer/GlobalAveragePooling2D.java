package org.netsmith.engine.layer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The mean of each channel.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output {@code [batch, channels]}, or {@code [batch, 1, 1,
 * channels]} where the dimensions are kept.
 *
 * @param dataFormat default channels_last
 * @param keepdims whether the spatial axes stay, with an extent of 1; default false
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_average_pooling2d/">Keras: GlobalAveragePooling2D</a>
 */
public record GlobalAveragePooling2D(
        @Nullable DataFormat dataFormat, @Nullable Boolean keepdims) implements GlobalPooling {

    public GlobalAveragePooling2D {
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
        keepdims = keepdims != null && keepdims;
    }

    @Override
    public int axes() {
        return 2;
    }

    @Override
    public Pass buildOverRows(Scope scope, Tensor x) {
        return new ColumnMeans(x).build(scope);
    }
}
