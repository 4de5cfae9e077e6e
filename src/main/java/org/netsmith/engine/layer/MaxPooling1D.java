package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Tensor;

/**
 * The largest element under each place of a window, channel by channel. Of equals the first learns.
 *
 * <p>Input {@code [batch, steps, channels]} · Output of the same rank, with as many windows as fit along each axis.
 *
 * @param poolSize how many elements the window holds; default 2
 * @param strides from one window to the next, default the size
 * @param padding valid or same, default valid
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/pooling_layers/max_pooling1d/">Keras: MaxPooling1D</a>
 */
public record MaxPooling1D(
        @Nullable @ScalarOrList List<@Positive Integer> poolSize,
        @Nullable @ScalarOrList List<@Positive Integer> strides,
        @Nullable Padding padding,
        @Nullable DataFormat dataFormat)
        implements Pooling {

    public MaxPooling1D {
        poolSize = Pooling.size(poolSize, 1);
        strides = Pooling.strides(strides, poolSize);
        padding = Pooling.padding(padding);
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Window window() {
        return new Window(poolSize, strides, padding, dataFormat, null).over(1);
    }

    @Override
    public Pass buildChannelsLast(Scope scope, Tensor x) {
        return new MaximumPool(window()).build(scope, x);
    }
}
