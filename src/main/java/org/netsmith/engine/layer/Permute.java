package org.netsmith.engine.layer;

import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Brings the axes of rows into another order. Input {@code [batch, …]}, output with axis {@code dims[i]} of the input
 * in place i + 1.
 *
 * @param dims each axis behind the batch once, counted from 1
 * @see <a href="https://keras.io/api/layers/reshaping_layers/permute/">Keras: Permute</a>
 */
public record Permute(@NotEmpty List<Integer> dims) implements SingleInput {

    public Permute {
        dims = List.copyOf(dims);
        if (!dims.stream()
                .sorted()
                .toList()
                .equals(IntStream.rangeClosed(1, dims.size()).boxed().toList())) {
            throw new IllegalArgumentException(
                    "dims must be the numbers 1 to %d in some order, received %s".formatted(dims.size(), dims));
        }
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() != dims.size()) {
            throw new ShapeException(
                    "Permute.dims must have one number for each axis of the rows of shape %s, received %s"
                            .formatted(input, dims));
        }
        return Axes.extents(input.prepend(1), dims);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        int[] axes = IntStream.concat(IntStream.of(0), dims.stream().mapToInt(Integer::intValue))
                .toArray();
        return Selection.permuted(x.shape(), axes).picking(scope, x);
    }
}
