package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Tensors {@code [batch, …]} brought to one shape: missing axes stand behind the batch, and an extent of 1 is repeated.
 */
final class Broadcasting {

    private Broadcasting() {}

    /** The shape that rows of all these shapes have in common. */
    static Shape shape(String layer, List<Shape> rows) {
        Shape common = rows.getFirst();
        for (Shape row : rows) {
            common = common(layer, common, row);
        }
        return common;
    }

    private static Shape common(String layer, Shape a, Shape b) {
        int rank = Math.max(a.rank(), b.rank());
        List<Long> extents = new ArrayList<>();
        for (int axis = rank; axis > 0; axis--) {
            long left = axis > a.rank() ? 1 : a.extent(-axis);
            long right = axis > b.rank() ? 1 : b.extent(-axis);
            if (left != right && left != 1 && right != 1) {
                throw new ShapeException(
                        "%s needs inputs of one shape, but for extents of 1; received rows of shape %s and %s"
                                .formatted(layer, a, b));
            }
            extents.add(left == 1 ? right : left);
        }
        return new Shape(extents);
    }

    /** A tensor {@code [batch, …]} repeated to a larger one. */
    static Selection selection(Shape from, Shape to) {
        List<Long> extents = new ArrayList<>(from.extents());
        extents.addAll(1, Collections.nCopies(to.rank() - from.rank(), 1L));
        long[] times = new long[to.rank()];
        for (int axis = 0; axis < times.length; axis++) {
            times[axis] = to.extent(axis) / extents.get(axis);
        }
        return Selection.repeated(new Shape(extents), times);
    }

    static List<Tensor> expand(Scope scope, List<Tensor> inputs, Shape to) {
        return inputs.stream()
                .map(input -> input.shape().equals(to)
                        ? input
                        : selection(input.shape(), to).pick(scope, input))
                .toList();
    }

    /** Sums gradients of expanded inputs over what was repeated. */
    static List<@Nullable Tensor> reduce(Scope scope, List<@Nullable Tensor> gradients, List<Tensor> inputs) {
        List<@Nullable Tensor> reduced = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Tensor gradient = gradients.get(i);
            Shape shape = inputs.get(i).shape();
            boolean whole = gradient == null || gradient.shape().equals(shape);
            reduced.add(
                    whole
                            ? gradient
                            : selection(shape, gradient.shape())
                                    .spread(scope, gradient)
                                    .reshape(shape));
        }
        return reduced;
    }
}
