package org.netsmith.engine.layer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Hides the steps whose values are all {@code maskValue}: they become 0, and layers behind skip them.
 *
 * <p>Input and output {@code [batch, …, features]} · mask {@code [batch, …]}, 1 where any of the features is another
 * value.
 *
 * @param maskValue default 0
 * @see <a href="https://keras.io/api/layers/core_layers/masking/">Keras: Masking</a>
 */
public record Masking(@Nullable Double maskValue) implements SingleInput {

    public Masking {
        maskValue = maskValue == null ? 0.0 : maskValue;
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() == 0) {
            throw new ShapeException("Masking needs rows of at least one value, received rows of shape []");
        }
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Tensor mask = mask(scope, x);
        Tensor column = mask.reshape(Shape.of(mask.size(), 1));
        Tensor y = scope.tensor(x.shape());
        scope.run("y = select(m > 0, x, 0)", Map.of("y", y, "x", x, "m", column));
        return Pass.of(y, (dy, _) -> {
                    scope.run("g = select(m > 0, g, 0)", Map.of("g", dy, "m", column));
                    return dy;
                })
                .masked(mask);
    }

    private Tensor mask(Scope scope, Tensor x) {
        Tensor differs = scope.tensor(x.shape());
        Tensor mask =
                scope.tensor(new Shape(x.shape().extents().subList(0, x.shape().rank() - 1)));
        scope.run("d = select(x == %s, 0, 1)".formatted(maskValue), Map.of("d", differs, "x", x));
        scope.run(scope.backend().sumRows(differs, mask.reshape(Shape.of(mask.size(), 1))));
        scope.run("m = min(m, 1)", Map.of("m", mask));
        return mask;
    }
}
