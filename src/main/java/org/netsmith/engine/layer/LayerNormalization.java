package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.initializer.Initializer.Ones;
import org.netsmith.engine.initializer.Initializer.Zeros;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * Normalises each row on its own: {@code y = gamma·(x − mean) / √(variance + epsilon) + beta} with mean and
 * (population) variance over {@code axis}, in training as otherwise.
 *
 * <p>Input and output {@code [batch, …]}; gamma and beta have the extents of {@code axis}, in that order.
 *
 * @param axis one or several axes of {@code [batch, …]}, default −1, the last
 * @param epsilon default 0.001
 * @param center whether there is a beta, default true
 * @param scale whether there is a gamma, default true
 * @param betaInitializer default Zeros
 * @param gammaInitializer default Ones
 * @param betaRegularizer what beta adds to the loss, default none
 * @param gammaRegularizer what gamma adds to the loss, default none
 * @param betaConstraint what beta must keep to, default none
 * @param gammaConstraint what gamma must keep to, default none
 * @see <a href="https://arxiv.org/abs/1607.06450">Ba et al. 2016</a>
 * @see <a href="https://keras.io/api/layers/normalization_layers/layer_normalization/">Keras: LayerNormalization</a>
 */
public record LayerNormalization(
        @Nullable @ScalarOrList List<Integer> axis,
        @Nullable @DecimalMin("0") Double epsilon,
        @Nullable Boolean center,
        @Nullable Boolean scale,
        @Nullable Initializer betaInitializer,
        @Nullable Initializer gammaInitializer,
        @Nullable Regularizer betaRegularizer,
        @Nullable Regularizer gammaRegularizer,
        @Nullable Constraint betaConstraint,
        @Nullable Constraint gammaConstraint)
        implements Stepwise {

    public LayerNormalization {
        axis = axis == null || axis.isEmpty() ? List.of(-1) : List.copyOf(axis);
        epsilon = epsilon == null ? 0.001 : epsilon;
        center = center == null || center;
        scale = scale == null || scale;
        betaInitializer = betaInitializer == null ? new Zeros() : betaInitializer;
        gammaInitializer = gammaInitializer == null ? new Ones() : gammaInitializer;
    }

    @Override
    public Shape outputShape(Shape input) {
        axes(input.rank() + 1);
        return input;
    }

    @Override
    public List<Weight> weights(Shape input) {
        axes(input.rank() + 1);
        Shape features = Axes.extents(input.prepend(1), axis);
        List<Weight> weights = new ArrayList<>();
        if (scale) {
            weights.add(new Weight("gamma", features, gammaInitializer, true, gammaRegularizer, gammaConstraint));
        }
        if (center) {
            weights.add(new Weight("beta", features, betaInitializer, true, betaRegularizer, betaConstraint));
        }
        return weights;
    }

    private int[] axes(int rank) {
        return Axes.behindBatch("LayerNormalization.axis", axis, rank);
    }

    /** Keras gives gamma and beta the order of {@code axis}, but reads them in the order of the input's axes. */
    @Override
    public Pass build(Scope scope, Tensor x) {
        TrailingRows rows = TrailingRows.of(x.shape(), axes(x.shape().rank()));
        long count = rows.rows().extent(1);
        Affine affine = new Affine(FeatureAxis.of(rows.rows(), 1), scale ? "gamma" : "", center ? "beta" : "");
        return rows.build(
                scope,
                x,
                matrix -> RowNormalization.standard(count, epsilon)
                        .build(scope, matrix)
                        .then(normalized -> affine.build(scope, normalized)));
    }
}
