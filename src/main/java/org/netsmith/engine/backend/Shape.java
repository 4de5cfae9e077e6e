package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The extents of a tensor, row-major: {@code [batch, …, units]}. Sizes are exact: a shape whose number of elements does
 * not fit in 63 bits throws {@link ArithmeticException} from {@link #size()}, never a wrapped number.
 */
public record Shape(List<Long> extents) {

    public Shape {
        extents = List.copyOf(extents);
        for (long extent : extents) {
            if (extent < 0) {
                throw new IllegalArgumentException("extents must not be negative, received " + extents);
            }
        }
    }

    public static Shape of(long... extents) {
        List<Long> list = new ArrayList<>(extents.length);
        for (long extent : extents) {
            list.add(extent);
        }
        return new Shape(list);
    }

    public int rank() {
        return extents.size();
    }

    /** The extent of an axis; negative axes count from the end. */
    public long extent(int axis) {
        return extents.get(axis < 0 ? axis + rank() : axis);
    }

    /** The number of elements; 1 for the scalar shape {@code []}. */
    public long size() {
        long size = 1;
        for (long extent : extents) {
            size = Math.multiplyExact(size, extent);
        }
        return size;
    }

    /** This shape with one more axis in front, as in {@code [units]} to {@code [batch, units]}. */
    public Shape prepend(long extent) {
        List<Long> list = new ArrayList<>(rank() + 1);
        list.add(extent);
        list.addAll(extents);
        return new Shape(list);
    }

    /** This shape without its first axis. */
    public Shape tail() {
        return new Shape(extents.subList(1, rank()));
    }

    /** This shape with its last extent replaced, as a Dense layer does. */
    public Shape withLast(long extent) {
        return with(rank() - 1, extent);
    }

    /** This shape with the extent of one axis, counted from the front, replaced. */
    public Shape with(int axis, long extent) {
        List<Long> list = new ArrayList<>(extents);
        list.set(axis, extent);
        return new Shape(list);
    }

    /** This shape with its axes in another order: axis i becomes what axis {@code axes[i]} is now. */
    public Shape permute(int... axes) {
        return new Shape(Arrays.stream(axes).mapToObj(extents::get).toList());
    }

    @Override
    public String toString() {
        return extents.stream().map(String::valueOf).collect(Collectors.joining(", ", "[", "]"));
    }
}
