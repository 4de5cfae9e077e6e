package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * How ids in {@code [0, depth)} are put out. An id outside of it is no id: its row of a one-hot output is zero, and it
 * is counted nowhere.
 *
 * <ul>
 *   <li>{@code int}: input and output {@code [batch, …]}
 *   <li>{@code one_hot}: {@code [batch, …]} becomes {@code [batch, …, depth]}, and {@code [batch, …, 1]} likewise
 *   <li>{@code multi_hot}, {@code count}, {@code tf_idf}: {@code [batch, n]} becomes {@code [batch, depth]}
 * </ul>
 *
 * @param layer whose output it is, for messages
 * @param weights of {@code tf_idf}, one for each id
 */
record Encoding(String layer, OutputMode mode, int depth, double @Nullable [] weights) {

    /** Finds the id of an element at a flat, row-major index. */
    @FunctionalInterface
    interface Ids {
        long at(long index);
    }

    Encoding(Layer layer, OutputMode mode, int depth) {
        this(layer.getClass().getSimpleName(), mode, depth, null);
    }

    /** The shape of one row. */
    Shape outputShape(Shape row) {
        return switch (mode) {
            case INT -> row;
            case ONE_HOT ->
                row.rank() > 0 && row.extent(-1) == 1 ? withLast(row, row.rank() - 1) : withLast(row, row.rank());
            case MULTI_HOT, COUNT, TF_IDF -> {
                if (row.rank() != 1) {
                    throw new ShapeException(
                            "%s with output_mode '%s' needs rows [n], received %s".formatted(layer, mode.id(), row));
                }
                yield Shape.of(depth);
            }
        };
    }

    private Shape withLast(Shape row, int kept) {
        List<Long> extents = new ArrayList<>(row.extents().subList(0, kept));
        extents.add((long) depth);
        return new Shape(extents);
    }

    /** The pass of a layer that finds ids of its inputs' elements, all of one shape. Nothing is learnt through it. */
    Pass build(Scope scope, List<Tensor> inputs, Ids ids) {
        Shape shape = inputs.getFirst().shape();
        Tensor y = scope.tensor(outputShape(shape.tail()).prepend(shape.extent(0)));
        long width = mode == OutputMode.ONE_HOT || mode == OutputMode.INT ? 1 : shape.extent(-1);
        scope.run(() -> {
            inputs.forEach(scope.backend()::download);
            write(ids, shape.size(), width, y);
            scope.backend().upload(y);
        });
        if (weights != null) {
            scope.run("y = y * w", Map.of("y", y, "w", Constant.of(scope, weights)));
        }
        return new Pass(y, (_, needed) -> Collections.nCopies(needed.size(), null));
    }

    private void write(Ids ids, long elements, long width, Tensor y) {
        if (mode == OutputMode.INT) {
            for (long i = 0; i < elements; i++) {
                y.set(i, ids.at(i));
            }
            return;
        }
        y.segment().fill((byte) 0);
        for (long i = 0; i < elements; i++) {
            long id = ids.at(i);
            if (id >= 0 && id < depth) {
                mark(y, i / width * depth + id);
            }
        }
    }

    private void mark(Tensor y, long place) {
        boolean once = mode == OutputMode.ONE_HOT || mode == OutputMode.MULTI_HOT;
        y.set(place, once ? 1 : y.get(place) + 1);
    }
}
