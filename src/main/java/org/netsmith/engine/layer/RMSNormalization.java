package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.initializer.Initializer.Ones;

/**
 * Divides each row by its root mean square: {@code y = scale·x / √(mean(x²) + epsilon)} with the mean over
 * {@code axis}.
 *
 * <p>Input and output {@code [batch, …]}; scale has the extents of {@code axis}, in that order.
 *
 * @param axis one or several axes of {@code [batch, …]}, default −1, the last
 * @param epsilon default 1e-6
 * @see <a href="https://arxiv.org/abs/1910.07467">Zhang and Sennrich 2019</a>
 * @see <a href="https://keras.io/api/layers/normalization_layers/rms_normalization/">Keras: RMSNormalization</a>
 */
public record RMSNormalization(
        @Nullable @ScalarOrList List<Integer> axis,
        @Nullable @DecimalMin("0") Double epsilon) implements SingleInput {

    public RMSNormalization {
        axis = axis == null || axis.isEmpty() ? List.of(-1) : List.copyOf(axis);
        epsilon = epsilon == null ? 1e-6 : epsilon;
    }

    @Override
    public Shape outputShape(Shape input) {
        axes(input.rank() + 1);
        return input;
    }

    @Override
    public List<Weight> weights(Shape input) {
        axes(input.rank() + 1);
        return List.of(new Weight("scale", Axes.extents(input.prepend(1), axis), new Ones(), true));
    }

    private int[] axes(int rank) {
        return Axes.behindBatch("RMSNormalization.axis", axis, rank);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        TrailingRows rows = TrailingRows.of(x.shape(), axes(x.shape().rank()));
        long count = rows.rows().extent(1);
        Affine affine = new Affine(FeatureAxis.of(rows.rows(), 1), "scale", "");
        return rows.build(
                scope,
                x,
                matrix -> RowNormalization.meanSquare(count, epsilon)
                        .build(scope, matrix)
                        .then(normalized -> affine.build(scope, normalized)));
    }
}
