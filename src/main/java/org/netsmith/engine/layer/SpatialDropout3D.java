package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@link Dropout} of whole channels. Input and output {@code [batch, depth, height, width, channels]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @param dataFormat default channels_last
 * @see <a href="https://keras.io/api/layers/regularization_layers/spatial_dropout3d/">Keras: SpatialDropout3D</a>
 */
public record SpatialDropout3D(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed,
        @Nullable DataFormat dataFormat)
        implements Stepwise {

    public SpatialDropout3D {
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
    }

    @Override
    public Shape outputShape(Shape input) {
        dataFormat.require("SpatialDropout3D", 3, input);
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return Dropout.build(scope, x, rate, dataFormat.ofChannels(x.shape()));
    }
}
