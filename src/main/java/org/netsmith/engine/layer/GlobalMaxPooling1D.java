package org.netsmith.engine.layer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The largest element of each channel. Equals share the gradient.
 *
 * <p>Input {@code [batch, steps, channels]} · Output {@code [batch, channels]}, or {@code [batch, 1, channels]}
 * where the dimensions are kept.
 *
 * @param dataFormat default channels_last
 * @param keepdims whether the spatial axes stay, with an extent of 1; default false
 * @see <a href="https://keras.io/api/layers/pooling_layers/global_max_pooling1d/">Keras: GlobalMaxPooling1D</a>
 */
public record GlobalMaxPooling1D(
        @Nullable DataFormat dataFormat, @Nullable Boolean keepdims) implements GlobalPooling {

    public GlobalMaxPooling1D {
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
        keepdims = keepdims != null && keepdims;
    }

    @Override
    public int axes() {
        return 1;
    }

    @Override
    public Pass buildOverRows(Scope scope, Tensor x) {
        return new ColumnMaxima(x).build(scope);
    }
}
