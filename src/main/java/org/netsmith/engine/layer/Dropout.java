package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Inverted dropout: in training each element becomes 0 with probability {@code rate}, else {@code x / (1 − rate)};
 * otherwise the identity. Input and output {@code [batch, …]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @param noiseShape the shape {@code [batch, …]} in which elements are dropped; along an axis where it is 1 they are
 *     dropped together, null stands for the input's extent. Default: each element on its own
 * @see <a href="https://keras.io/api/layers/regularization_layers/dropout/">Keras: Dropout</a>
 */
public record Dropout(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed,
        @Nullable List<@Nullable Integer> noiseShape)
        implements Stepwise {

    public Dropout(Double rate, @Nullable Long seed) {
        this(rate, seed, null);
    }

    @Override
    public Shape outputShape(Shape input) {
        NoiseShape.require("Dropout", noiseShape, input);
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return build(scope, x, rate, NoiseShape.of(noiseShape, x.shape()));
    }

    /** Drops elements of x, together where the shape of the noise is 1. */
    static Pass build(Scope scope, Tensor x, double rate, Shape noise) {
        if (!scope.training() || rate == 0) {
            return Pass.of(x, (dy, _) -> dy);
        }
        Tensor y = scope.tensor(x.shape());
        Tensor factor = Noise.uniform(scope, noise, x.shape());
        scope.run(
                "k = select(k >= %s, %s, 0); y = x * k".formatted(rate, 1 / (1 - rate)),
                Map.of("k", factor, "x", x, "y", y));
        return Pass.of(y, (dy, _) -> {
            scope.run("g = g * k", Map.of("g", dy, "k", factor));
            return dy;
        });
    }
}
