package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Dropout that keeps mean 0 and variance 1, for networks of SELU: in training each element becomes {@code a·α + b} with
 * probability {@code rate}, else {@code a·x + b}, where {@code α = −1.7580993} is what SELU saturates at, {@code a =
 * 1 / √((1 − rate)·(1 + rate·α²))} and {@code b = −a·α·rate}; otherwise the identity. Input and output {@code
 * [batch, …]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @param noiseShape as in {@link Dropout}
 * @see <a href="https://arxiv.org/abs/1706.02515">Klambauer et al. 2017</a>
 * @see <a href="https://keras.io/api/layers/regularization_layers/alpha_dropout/">Keras: AlphaDropout</a>
 */
public record AlphaDropout(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed,
        @Nullable List<@Nullable Integer> noiseShape)
        implements Stepwise {

    private static final double SATURATION = -1.6732632423543772848170429916717 * 1.0507009873554804934193349852946;

    @Override
    public Shape outputShape(Shape input) {
        NoiseShape.require("AlphaDropout", noiseShape, input);
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        if (!scope.training() || rate == 0) {
            return Pass.of(x, (dy, _) -> dy);
        }
        double a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATION * SATURATION));
        double b = -a * SATURATION * rate;
        Tensor y = scope.tensor(x.shape());
        Tensor factor = Noise.uniform(scope, NoiseShape.of(noiseShape, x.shape()), x.shape());
        scope.run(
                "k = select(k >= %s, %s, 0); y = x * k + select(k > 0, %s, %s)"
                        .formatted(rate, a, b, a * SATURATION + b),
                Map.of("k", factor, "x", x, "y", y));
        return Pass.of(y, (dy, _) -> {
            scope.run("g = g * k", Map.of("g", dy, "k", factor));
            return dy;
        });
    }
}
