package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * In training {@code y = x·n} with n normal around 1 with standard deviation {@code √(rate / (1 − rate))}; otherwise
 * the identity. Input and output {@code [batch, …]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://jmlr.org/papers/v15/srivastava14a.html">Srivastava et al. 2014</a>
 * @see <a href="https://keras.io/api/layers/regularization_layers/gaussian_dropout/">Keras: GaussianDropout</a>
 */
public record GaussianDropout(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed) implements Stepwise {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        if (!scope.training() || rate == 0) {
            return Pass.of(x, (dy, _) -> dy);
        }
        Tensor y = scope.tensor(x.shape());
        Tensor factor = Noise.normal(scope, x.shape(), Purpose.DROPOUT);
        scope.run(
                "k = 1 + %s * k; y = x * k".formatted(Math.sqrt(rate / (1 - rate))),
                Map.of("k", factor, "x", x, "y", y));
        return Pass.of(y, (dy, _) -> {
            scope.run("g = g * k", Map.of("g", dy, "k", factor));
            return dy;
        });
    }
}
