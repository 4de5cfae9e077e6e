package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * In training {@code y = x + n} with n normal around 0; otherwise the identity. Input and output {@code [batch, …]}.
 *
 * @param stddev the standard deviation of the noise, at least 0
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/regularization_layers/gaussian_noise/">Keras: GaussianNoise</a>
 */
public record GaussianNoise(
        @DecimalMin("0") Double stddev, @Nullable Long seed) implements Stepwise {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        if (!scope.training() || stddev == 0) {
            return Pass.of(x, (dy, _) -> dy);
        }
        Tensor y = scope.tensor(x.shape());
        Tensor noise = Noise.normal(scope, x.shape(), Purpose.NOISE);
        scope.run("y = x + %s * n".formatted(stddev), Map.of("x", x, "n", noise, "y", y));
        return Pass.of(y, (dy, _) -> dy);
    }
}
