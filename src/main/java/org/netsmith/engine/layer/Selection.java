package org.netsmith.engine.layer;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.LongStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Which elements of a whole a part is made of, axis by axis: permutations, windows and repetitions. Elements that lie
 * side by side in both are moved together, as rows of one width.
 */
final class Selection {

    /** What position {@code index} on an axis of the part adds to the flat index in the whole. */
    @FunctionalInterface
    private interface Offset {
        long at(int axis, long index);
    }

    private final Shape whole;
    private final Shape part;
    private final long width;
    private final int[] rows;

    private Selection(Shape whole, Shape part, Offset offset) {
        this.whole = whole;
        this.part = part;
        long[][] offsets = new long[part.rank()][];
        for (int axis = 0; axis < offsets.length; axis++) {
            int of = axis;
            offsets[axis] = LongStream.range(0, part.extent(axis))
                    .map(index -> offset.at(of, index))
                    .toArray();
        }
        int outer = offsets.length;
        long together = 1;
        while (outer > 0 && movesTogether(offsets, outer - 1, together)) {
            together *= offsets[--outer].length;
        }
        this.width = together;
        long start = Arrays.stream(offsets, outer, offsets.length)
                .mapToLong(inner -> inner[0])
                .sum();
        this.rows = rows(start, Arrays.copyOf(offsets, outer));
    }

    /** Whether positions on an axis are runs of {@code run} elements that follow each other in the whole. */
    private boolean movesTogether(long[][] offsets, int axis, long run) {
        long[] own = offsets[axis];
        long longer = run * own.length;
        if (longer == 0 || own[0] % longer != 0 || whole.size() % longer != 0) {
            return false;
        }
        boolean neighbours = LongStream.range(0, own.length).allMatch(i -> own[(int) i] == own[0] + i * run);
        return neighbours
                && Arrays.stream(offsets, 0, axis).flatMapToLong(Arrays::stream).allMatch(o -> o % longer == 0)
                && Arrays.stream(offsets, axis + 1, offsets.length).allMatch(inner -> inner[0] == 0);
    }

    private int[] rows(long first, long[][] offsets) {
        long[] starts = {first};
        for (long[] axis : offsets) {
            starts = sums(starts, axis);
        }
        return LongStream.of(starts)
                .mapToInt(start -> Math.toIntExact(start / width))
                .toArray();
    }

    /** Every outer offset with every inner one: loops, because there are millions of them. */
    private static long[] sums(long[] outer, long[] inner) {
        long[] sums = new long[Math.multiplyExact(outer.length, inner.length)];
        int next = 0;
        for (long start : outer) {
            for (long offset : inner) {
                sums[next++] = start + offset;
            }
        }
        return sums;
    }

    /** The whole with axis {@code d} of the part being axis {@code axes[d]}. */
    static Selection permuted(Shape whole, int[] axes) {
        long[] strides = strides(whole);
        Shape part = Shape.of(Arrays.stream(axes).mapToLong(whole::extent).toArray());
        return new Selection(whole, part, (axis, index) -> index * strides[axes[axis]]);
    }

    /** What of the whole lies behind {@code starts} and within the part's extents. */
    static Selection window(Shape whole, Shape part, long[] starts) {
        long[] strides = strides(whole);
        return new Selection(whole, part, (axis, index) -> (starts[axis] + index) * strides[axis]);
    }

    /** Every element {@code times[d]} times along axis {@code d}. */
    static Selection repeated(Shape whole, long[] times) {
        long[] strides = strides(whole);
        long[] extents = new long[times.length];
        Arrays.setAll(extents, axis -> whole.extent(axis) * times[axis]);
        return new Selection(whole, Shape.of(extents), (axis, index) -> index / times[axis] * strides[axis]);
    }

    /** Axis {@code d} of the part goes along axis {@code axes[d]} of the whole in steps of {@code steps[d]}. */
    static Selection sliding(Shape whole, Shape part, int[] axes, long[] steps) {
        long[] strides = strides(whole);
        return new Selection(whole, part, (axis, index) -> index * steps[axis] * strides[axes[axis]]);
    }

    /** Elements in steps of {@code steps[d]} from {@code starts[d]} on; in place of one beyond an end the last one. */
    static Selection spaced(Shape whole, Shape part, long[] starts, long[] steps) {
        long[] strides = strides(whole);
        return new Selection(
                whole,
                part,
                (axis, index) ->
                        Math.clamp(starts[axis] + index * steps[axis], 0, whole.extent(axis) - 1) * strides[axis]);
    }

    /** The whole with the positions on one axis last to first; its own way back. */
    static Selection reversed(Shape whole, int reversed) {
        long[] strides = strides(whole);
        long last = whole.extent(reversed) - 1;
        return new Selection(whole, whole, (axis, index) -> (axis == reversed ? last - index : index) * strides[axis]);
    }

    private static long[] strides(Shape shape) {
        long[] strides = new long[shape.rank()];
        long stride = 1;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
            strides[axis] = stride;
            stride = Math.multiplyExact(stride, shape.extent(axis));
        }
        return strides;
    }

    private boolean isEverythingInPlace() {
        return rows.length == 1 && rows[0] == 0 && whole.size() == part.size();
    }

    /** The part of a whole; the same memory where nothing moves. */
    Tensor pick(Scope scope, Tensor from) {
        if (isEverythingInPlace()) {
            return from.reshape(part);
        }
        Tensor to = scope.tensor(part);
        pick(scope, from, to);
        return to;
    }

    /** Copies the part of a whole. */
    void pick(Scope scope, Tensor from, Tensor to) {
        scope.run(scope.backend().gather(inRows(from), rows, inRows(to)));
    }

    /** A whole that is 0 but for what the part adds where it was picked; the same memory where nothing moves. */
    Tensor spread(Scope scope, Tensor from) {
        if (isEverythingInPlace()) {
            return from.reshape(whole);
        }
        return spreadOut(scope, from);
    }

    private Tensor spreadOut(Scope scope, Tensor from) {
        Tensor to = scope.tensor(whole);
        scope.run("y = 0", Map.of("y", to));
        add(scope, from, to);
        return to;
    }

    /** Adds the part to a whole where it is picked. */
    void add(Scope scope, Tensor from, Tensor to) {
        scope.run(scope.backend().accumulate(inRows(from), rows, inRows(to)));
    }

    private Tensor inRows(Tensor tensor) {
        return tensor.reshape(Shape.of(tensor.size() / width, width));
    }

    /** The pass of a layer that picks. */
    Pass picking(Scope scope, Tensor x) {
        return Pass.of(pick(scope, x), (dy, needed) -> needed ? spread(scope, dy) : null);
    }

    /** The same in memory of its own, for a part whose elements may be in place in a batch of one only. */
    Pass copying(Scope scope, Tensor x) {
        Tensor y = scope.tensor(part);
        pick(scope, x, y);
        return Pass.of(y, (dy, needed) -> needed ? spreadOut(scope, dy) : null);
    }

    /** The pass of a layer that spreads. */
    Pass spreading(Scope scope, Tensor x) {
        return Pass.of(spread(scope, x), (dy, needed) -> needed ? pick(scope, dy) : null);
    }
}
