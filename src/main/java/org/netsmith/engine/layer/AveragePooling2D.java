package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Tensor;

/**
 * The mean of the elements under each place of a window, channel by channel. What lies beyond the ends of an axis does
 * not count.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output of the same rank, with as many windows as fit along each
 * axis.
 *
 * @param poolSize how many elements the window holds, one number or one for each axis; default 2
 * @param strides from one window to the next, default the size
 * @param padding valid or same, default valid
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/pooling_layers/average_pooling2d/">Keras: AveragePooling2D</a>
 */
public record AveragePooling2D(
        @Nullable @ScalarOrList List<@Positive Integer> poolSize,
        @Nullable @ScalarOrList List<@Positive Integer> strides,
        @Nullable Padding padding,
        @Nullable DataFormat dataFormat)
        implements Pooling {

    public AveragePooling2D {
        poolSize = Pooling.size(poolSize, 2);
        strides = Pooling.strides(strides, poolSize);
        padding = Pooling.padding(padding);
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Window window() {
        return new Window(poolSize, strides, padding, dataFormat, null).over(2);
    }

    @Override
    public Pass buildChannelsLast(Scope scope, Tensor x) {
        return new AveragePool(window()).build(scope, x);
    }
}
