package org.netsmith.engine.layer;

import jakarta.validation.constraints.NotEmpty;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Sums products of two tensors along one axis of each, sample by sample: {@code y[b, i…, j…] = Σₖ left[b, i…, k]·
 * right[b, j…, k]} with the axes moved to the end. Two inputs {@code [batch, …]}; the output has the other axes of
 * the first and then those of the second, or is {@code [batch, 1]} where there are none.
 *
 * @param axes one axis for both inputs, or one for each, of {@code [batch, …]} behind the batch
 * @param normalize whether both are brought to length 1 along their axes before, so that a dot product is the cosine;
 *     default false
 * @see <a href="https://keras.io/api/layers/merging_layers/dot/">Keras: Dot</a>
 */
public record Dot(
        @NotEmpty @ScalarOrList List<Integer> axes,
        @Nullable Boolean normalize) implements Merge {

    public Dot {
        axes = List.copyOf(axes);
        if (axes.isEmpty() || axes.size() > 2) {
            throw new IllegalArgumentException("axes must be one axis or two, received " + axes);
        }
        normalize = normalize != null && normalize;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Merge.requireTwo(this, inputs);
        Shape left = inputs.get(0).prepend(1);
        Shape right = inputs.get(1).prepend(1);
        long contracted = left.extent(axis(0, left));
        if (contracted != right.extent(axis(1, right))) {
            throw new ShapeException("Dot.axes %s must name axes of one extent; received rows of shape %s and %s"
                    .formatted(axes, inputs.get(0), inputs.get(1)));
        }
        long[] others = LongStream.concat(others(left, 0), others(right, 1)).toArray();
        return others.length == 0 ? Shape.of(1) : Shape.of(others);
    }

    private int axis(int input, Shape shape) {
        return Axes.behindBatch("Dot.axes", axes.get(Math.min(input, axes.size() - 1)), shape.rank());
    }

    private LongStream others(Shape shape, int input) {
        int[] order = Axes.last(shape.rank(), axis(input, shape));
        return Arrays.stream(order, 1, order.length - 1).mapToLong(shape::extent);
    }

    @Override
    public Pass build(Scope scope, List<Tensor> inputs) {
        Pass left = rows(scope, inputs.get(0), 0);
        Pass right = rows(scope, inputs.get(1), 1);
        Shape rows = outputShape(inputs.stream().map(x -> x.shape().tail()).toList());
        Tensor y = scope.tensor(rows.prepend(inputs.getFirst().shape().extent(0)));
        BatchedProduct product = new BatchedProduct(left.output(), right.output(), y);
        product.build(scope);
        return new Pass(y, (dy, needed) -> {
            List<@Nullable Tensor> gradients = new ArrayList<>();
            gradients.add(needed.get(0) ? left.toInput(product.gradientOfLeft(scope, dy), true) : null);
            gradients.add(needed.get(1) ? right.toInput(product.gradientOfRight(scope, dy), true) : null);
            return gradients;
        });
    }

    /** The input as {@code [batch, others, contracted]}, normalised where asked for. */
    private Pass rows(Scope scope, Tensor x, int input) {
        Selection arrangement =
                Selection.permuted(x.shape(), Axes.last(x.shape().rank(), axis(input, x.shape())));
        long batch = x.shape().extent(0);
        long contracted = x.shape().extent(axis(input, x.shape()));
        Shape shape = Shape.of(batch, x.size() / Math.max(1, batch * contracted), contracted);
        Tensor arranged = arrangement.pick(scope, x).reshape(shape);
        Pass pass = Pass.of(arranged, (dy, _) -> arrangement.spread(scope, dy));
        return normalize ? pass.then(z -> RowNormalization.length().build(scope, z)) : pass;
    }
}
