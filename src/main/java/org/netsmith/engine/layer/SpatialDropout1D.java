package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@link Dropout} of whole channels. Input and output {@code [batch, steps, channels]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/regularization_layers/spatial_dropout1d/">Keras: SpatialDropout1D</a>
 */
public record SpatialDropout1D(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed) implements Stepwise {

    @Override
    public Shape outputShape(Shape input) {
        DataFormat.CHANNELS_LAST.require("SpatialDropout1D", 1, input);
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return Dropout.build(scope, x, rate, DataFormat.CHANNELS_LAST.ofChannels(x.shape()));
    }
}
