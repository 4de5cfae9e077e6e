package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Inverted dropout: in training each element becomes 0 with probability {@code rate}, else {@code x / (1 − rate)};
 * otherwise the identity. Input and output {@code [batch, …]}.
 *
 * @param rate in [0, 1)
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/regularization_layers/dropout/">Keras: Dropout</a>
 */
public record Dropout(
        @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double rate,

        @Nullable Long seed) implements Layer {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        if (!scope.training() || rate == 0) {
            return new Pass(x, (dy, _) -> dy);
        }
        Tensor y = scope.tensor(x.shape());
        Tensor factor = scope.tensor(x.shape());
        scope.run(scope.backend().uniform(factor, scope.randomness(Purpose.DROPOUT)));
        scope.run(
                "k = select(k >= %s, %s, 0); y = x * k".formatted(rate, 1 / (1 - rate)),
                Map.of("k", factor, "x", x, "y", y));
        return new Pass(y, (dy, _) -> {
            scope.run("g = g * k", Map.of("g", dy, "k", factor));
            return dy;
        });
    }
}
