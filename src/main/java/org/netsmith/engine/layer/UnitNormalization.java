package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Brings each row to length 1: {@code y = x / √(Σ x²)} with the sum over {@code axis}; a length below 1e-12 counts as
 * that. Input and output {@code [batch, …]}.
 *
 * @param axis one or several axes of {@code [batch, …]}, default −1, the last
 * @see <a href="https://keras.io/api/layers/normalization_layers/unit_normalization/">Keras: UnitNormalization</a>
 */
public record UnitNormalization(@Nullable @ScalarOrList List<Integer> axis) implements Stepwise {

    public UnitNormalization {
        axis = axis == null || axis.isEmpty() ? List.of(-1) : List.copyOf(axis);
    }

    @Override
    public Shape outputShape(Shape input) {
        axes(input.rank() + 1);
        return input;
    }

    private int[] axes(int rank) {
        return Axes.behindBatch("UnitNormalization.axis", axis, rank);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return TrailingRows.of(x.shape(), axes(x.shape().rank()))
                .build(scope, x, matrix -> RowNormalization.length().build(scope, matrix));
    }
}
