package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Puts its inputs one behind the other along an axis. At least two inputs {@code [batch, …]} that agree in all other
 * extents; the output's extent on the axis is the sum of theirs.
 *
 * @param axis an axis of {@code [batch, …]} behind the batch, default −1, the last
 * @see <a href="https://keras.io/api/layers/merging_layers/concatenate/">Keras: Concatenate</a>
 */
public record Concatenate(@Nullable Integer axis) implements Merge {

    public Concatenate {
        axis = axis == null ? -1 : axis;
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Merge.requireSeveral(this, inputs);
        Shape first = inputs.getFirst();
        int rowAxis = Axes.behindBatch("Concatenate.axis", axis, first.rank() + 1) - 1;
        for (Shape input : inputs) {
            if (input.rank() != first.rank() || !with(input, rowAxis, 1).equals(with(first, rowAxis, 1))) {
                throw new ShapeException(
                        "Concatenate needs inputs that differ on axis %d only; received rows of shape %s and %s"
                                .formatted(axis, first, input));
            }
        }
        return with(
                first,
                rowAxis,
                inputs.stream().mapToLong(input -> input.extent(rowAxis)).reduce(0, Math::addExact));
    }

    private static Shape with(Shape shape, int axis, long extent) {
        return new Shape(IntStream.range(0, shape.rank())
                .mapToObj(other -> other == axis ? extent : shape.extent(other))
                .toList());
    }

    @Override
    public Pass build(Scope scope, List<Tensor> inputs) {
        Shape rows = outputShape(inputs.stream().map(x -> x.shape().tail()).toList());
        Shape shape = rows.prepend(inputs.getFirst().shape().extent(0));
        List<Selection> windows = windows(inputs, shape);
        Tensor y = scope.tensor(shape);
        scope.run("y = 0", Map.of("y", y));
        for (int i = 0; i < inputs.size(); i++) {
            windows.get(i).add(scope, inputs.get(i), y);
        }
        return new Pass(y, (dy, needed) -> {
                    List<@Nullable Tensor> gradients = new ArrayList<>();
                    for (int i = 0; i < windows.size(); i++) {
                        gradients.add(needed.get(i) ? windows.get(i).pick(scope, dy) : null);
                    }
                    return gradients;
                })
                .masked(mask(scope, inputs));
    }

    /** Side by side, a step counts where it does in any input; one behind the other, steps keep what they had. */
    private @Nullable Tensor mask(Scope scope, List<Tensor> inputs) {
        int rank = inputs.getFirst().shape().rank();
        boolean sideBySide = Axes.behindBatch("Concatenate.axis", axis, rank) == rank - 1;
        boolean masked = IntStream.range(0, inputs.size())
                .anyMatch(input -> scope.mask(input).isPresent());
        if (sideBySide || !masked) {
            return sideBySide ? Merge.anyMask(scope, inputs.size()) : null;
        }
        List<Tensor> masks = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            Shape shape = inputs.get(i).shape();
            Shape steps = new Shape(shape.extents().subList(0, rank - 1));
            masks.add(scope.mask(i).orElseGet(() -> ones(scope, steps)));
        }
        Scope unmasked = new Within(scope, "", false, 0);
        return new Concatenate(axis < 0 ? axis + rank : axis)
                .build(unmasked, masks)
                .output();
    }

    private static Tensor ones(Scope scope, Shape shape) {
        Tensor ones = scope.tensor(shape);
        scope.run("m = 1", Map.of("m", ones));
        return ones;
    }

    /** Where each input stands in the output. */
    private List<Selection> windows(List<Tensor> inputs, Shape output) {
        int behindBatch = Axes.behindBatch("Concatenate.axis", axis, output.rank());
        List<Selection> windows = new ArrayList<>();
        long[] starts = new long[output.rank()];
        for (Tensor input : inputs) {
            windows.add(Selection.window(output, input.shape(), starts.clone()));
            starts[behindBatch] += input.shape().extent(behindBatch);
        }
        return windows;
    }
}
