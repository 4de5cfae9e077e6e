package org.netsmith.engine.layer;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code y = x·scale + offset}. Input and output {@code [batch, …]}.
 *
 * @param scale one number, or one for each position on the last axis
 * @param offset likewise, default 0
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling/">Keras: Rescaling</a>
 */
public record Rescaling(
        @NotEmpty @ScalarOrList List<Double> scale,
        @Nullable @ScalarOrList List<Double> offset) implements Stepwise {

    public Rescaling {
        scale = List.copyOf(scale);
        offset = offset == null || offset.isEmpty() ? List.of(0.0) : List.copyOf(offset);
    }

    @Override
    public Shape outputShape(Shape input) {
        require("scale", scale, input);
        require("offset", offset, input);
        return input;
    }

    private static void require(String argument, List<Double> numbers, Shape input) {
        if (numbers.size() != 1 && (input.rank() == 0 || numbers.size() != input.extent(-1))) {
            throw new ShapeException(
                    ("Rescaling.%s must be one number or one for each position on the last axis; received %d for rows"
                                    + " of shape %s")
                            .formatted(argument, numbers.size(), input));
        }
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Tensor factors = Constant.of(scope, scale);
        Tensor y = scope.tensor(x.shape());
        scope.run("y = x * s + o", Map.of("y", y, "x", x, "s", factors, "o", Constant.of(scope, offset)));
        return Pass.of(y, (dy, needed) -> {
            if (needed) {
                scope.run("g = g * s", Map.of("g", dy, "s", factors));
            }
            return needed ? dy : null;
        });
    }
}
