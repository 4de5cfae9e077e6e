package org.netsmith.engine.layer;

import java.util.List;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Shape;

/** Axes of {@code [batch, …]} as layers name them: negative ones count from the end. */
final class Axes {

    private Axes() {}

    /** One axis behind the batch, counted from the front of {@code [batch, …]}. */
    static int behindBatch(String argument, int axis, int rank) {
        int fromFront = axis < 0 ? axis + rank : axis;
        if (fromFront < 1 || fromFront >= rank) {
            throw new ShapeException("%s must name an axis behind the batch, %s, received %d"
                    .formatted(
                            argument,
                            rank < 2 ? "of which there is none" : "between 1 and %d (or -1)".formatted(rank - 1),
                            axis));
        }
        return fromFront;
    }

    /** Several different axes behind the batch, in ascending order. */
    static int[] behindBatch(String argument, List<Integer> axes, int rank) {
        int[] fromFront = axes.stream()
                .mapToInt(axis -> behindBatch(argument, axis, rank))
                .sorted()
                .distinct()
                .toArray();
        if (fromFront.length < axes.size()) {
            throw new ShapeException("%s must name different axes, received %s".formatted(argument, axes));
        }
        return fromFront;
    }

    /** The extents of some axes, in their order. */
    static Shape extents(Shape shape, List<Integer> axes) {
        return new Shape(axes.stream().map(shape::extent).toList());
    }

    /** All axes of a rank with some of them moved to the end. */
    static int[] last(int rank, int... moved) {
        IntStream others =
                IntStream.range(0, rank).filter(axis -> IntStream.of(moved).noneMatch(m -> m == axis));
        return IntStream.concat(others, IntStream.of(moved)).toArray();
    }
}
