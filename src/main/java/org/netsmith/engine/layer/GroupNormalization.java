package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.initializer.Initializer.Ones;
import org.netsmith.engine.initializer.Initializer.Zeros;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * Normalises groups of channels: {@code y = gamma·(x − mean) / √(variance + epsilon) + beta} with mean and (population)
 * variance over the channels of a group and all other axes but the batch, in training as otherwise.
 *
 * <p>Input and output {@code [batch, …]}; gamma and beta {@code [channels]}, the extent of {@code axis}.
 *
 * @param groups how many groups of neighbouring channels there are, a divisor of their number; −1 for a group for each
 *     channel; default 32
 * @param axis the axis of the channels in {@code [batch, …]}, default −1, the last
 * @param epsilon default 0.001
 * @param center whether there is a beta, default true
 * @param scale whether there is a gamma, default true
 * @param betaInitializer default Zeros
 * @param gammaInitializer default Ones
 * @param betaRegularizer what beta adds to the loss, default none
 * @param gammaRegularizer what gamma adds to the loss, default none
 * @param betaConstraint what beta must keep to, default none
 * @param gammaConstraint what gamma must keep to, default none
 * @see <a href="https://arxiv.org/abs/1803.08494">Wu and He 2018</a>
 * @see <a href="https://keras.io/api/layers/normalization_layers/group_normalization/">Keras: GroupNormalization</a>
 */
public record GroupNormalization(
        @Nullable @Min(-1) Integer groups,
        @Nullable Integer axis,
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

    public GroupNormalization {
        groups = groups == null ? 32 : groups;
        if (groups == 0) {
            throw new IllegalArgumentException("groups must be -1 or at least 1, received 0");
        }
        axis = axis == null ? -1 : axis;
        epsilon = epsilon == null ? 0.001 : epsilon;
        center = center == null || center;
        scale = scale == null || scale;
        betaInitializer = betaInitializer == null ? new Zeros() : betaInitializer;
        gammaInitializer = gammaInitializer == null ? new Ones() : gammaInitializer;
    }

    @Override
    public Shape outputShape(Shape input) {
        long channels = channels(input);
        if (channels % groups(channels) != 0) {
            throw new ShapeException(
                    "GroupNormalization.groups must divide the %d channels, received %d".formatted(channels, groups));
        }
        return input;
    }

    @Override
    public List<Weight> weights(Shape input) {
        Shape features = Shape.of(channels(input));
        List<Weight> weights = new ArrayList<>();
        if (scale) {
            weights.add(new Weight("gamma", features, gammaInitializer, true, gammaRegularizer, gammaConstraint));
        }
        if (center) {
            weights.add(new Weight("beta", features, betaInitializer, true, betaRegularizer, betaConstraint));
        }
        return weights;
    }

    private int channelAxis(int rank) {
        return Axes.behindBatch("GroupNormalization.axis", axis, rank);
    }

    private long channels(Shape rows) {
        return rows.prepend(1).extent(channelAxis(rows.rank() + 1));
    }

    private long groups(long channels) {
        return groups == -1 ? channels : groups;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        int channelAxis = channelAxis(x.shape().rank());
        FeatureAxis features = FeatureAxis.of(x.shape(), channelAxis);
        Affine affine = new Affine(features, scale ? "gamma" : "", center ? "beta" : "");
        return normalize(scope, x, channelAxis).then(normalized -> affine.build(scope, normalized));
    }

    /** With the channels in front of the other axes, a group is a row. */
    private Pass normalize(Scope scope, Tensor x, int channelAxis) {
        int rank = x.shape().rank();
        int[] others =
                IntStream.range(1, rank).filter(axis -> axis != channelAxis).toArray();
        Selection channelsFirst = Selection.permuted(x.shape(), Axes.last(rank, others));
        long rows = x.shape().extent(0) * groups(x.shape().extent(channelAxis));
        Shape matrix = Shape.of(rows, x.size() / rows);
        Pass pass = RowNormalization.standard(matrix.extent(1), epsilon)
                .build(scope, channelsFirst.pick(scope, x).reshape(matrix));
        return Pass.of(channelsFirst.spread(scope, pass.output()), (dy, needed) -> {
            Tensor dx = pass.toInput(channelsFirst.pick(scope, dy).reshape(matrix), needed);
            return dx == null ? null : channelsFirst.spread(scope, dx);
        });
    }
}
