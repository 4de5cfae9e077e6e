package org.netsmith.engine.layer;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Gives rows another shape with the same elements in the same order. Input {@code [batch, …]} · Output {@code [batch,
 * …]} with the extents of {@code targetShape}.
 *
 * @param targetShape without the batch; one extent may be −1 and is then what is left
 * @see <a href="https://keras.io/api/layers/reshaping_layers/reshape/">Keras: Reshape</a>
 */
public record Reshape(@NotNull List<@Min(-1) Integer> targetShape) implements SingleInput {

    public Reshape {
        targetShape = List.copyOf(targetShape);
        if (targetShape.stream().filter(extent -> extent < 0).count() > 1) {
            throw new IllegalArgumentException(
                    "target_shape may leave one extent open with -1, received " + targetShape);
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        long known = targetShape.stream()
                .filter(extent -> extent >= 0)
                .mapToLong(Integer::longValue)
                .reduce(1, Math::multiplyExact);
        long open = known == 0 ? 0 : input.size() / known;
        Shape output = new Shape(targetShape.stream()
                .map(extent -> extent < 0 ? open : extent.longValue())
                .toList());
        if (output.size() != input.size()) {
            throw new ShapeException("Reshape.target_shape %s does not hold the %d elements of rows of shape %s"
                    .formatted(targetShape, input.size(), input));
        }
        return output;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape shape = outputShape(x.shape().tail()).prepend(x.shape().extent(0));
        return Pass.of(x.reshape(shape), (dy, _) -> dy.reshape(x.shape()));
    }
}
