package org.netsmith.engine.loss;

import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;

/**
 * Which elements of a tensor are taken together when some of its axes are summed over.
 *
 * @param of the group of each element, row-major over the axes that remain
 * @param count how many groups there are
 */
public record Groups(int[] of, int count) {

    /**
     * @param axes negative ones count from the end; null for all axes
     * @throws ShapeException if the shape has no such axis
     */
    public static Groups along(Shape shape, @Nullable List<Integer> axes) {
        boolean[] summed = new boolean[shape.rank()];
        for (int axis = 0; axes == null && axis < summed.length; axis++) {
            summed[axis] = true;
        }
        if (axes != null) {
            axes.forEach(axis -> summed[fromFront(axis, shape)] = true);
        }
        long[] strides = new long[shape.rank()];
        long count = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = summed[axis] ? 0 : count;
            count *= summed[axis] ? 1 : shape.extent(axis);
        }
        int[] of = IntStream.range(0, Math.toIntExact(shape.size()))
                .map(element -> group(element, shape, strides))
                .toArray();
        return new Groups(of, Math.toIntExact(count));
    }

    private static int fromFront(int axis, Shape shape) {
        int fromFront = axis < 0 ? axis + shape.rank() : axis;
        if (fromFront < 0 || fromFront >= shape.rank()) {
            throw new ShapeException("expected an axis of %s, between %d and %d, received %d"
                    .formatted(shape, -shape.rank(), shape.rank() - 1, axis));
        }
        return fromFront;
    }

    private static int group(long element, Shape shape, long[] strides) {
        long group = 0;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            group += element % shape.extent(axis) * strides[axis];
            element /= shape.extent(axis);
        }
        return (int) group;
    }
}
