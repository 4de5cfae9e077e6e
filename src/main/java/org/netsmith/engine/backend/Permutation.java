package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Copies a tensor with its axes in another order. Each line, what lies along the last axis of the result, is read with
 * one stride; where it starts follows from its number, so lines may be copied in any order.
 */
final class Permutation {

    private final Tensor x;
    private final Tensor y;
    private final long[] extents;
    private final long[] strides;

    Permutation(Tensor x, int[] axes, Tensor y) {
        check(x, axes, y);
        this.x = x;
        this.y = y;
        this.extents = y.shape().extents().stream().mapToLong(Long::longValue).toArray();
        this.strides = new long[axes.length];
        for (int i = 0; i < axes.length; i++) {
            strides[i] = distance(x.shape(), axes[i]) * x.type().bytes();
        }
    }

    /** @throws IllegalArgumentException if the axes are not those of x in some order, or y is not of that shape */
    static void check(Tensor x, int[] axes, Tensor y) {
        BitSet named = new BitSet();
        for (int axis : axes) {
            if (axis >= 0) {
                named.set(axis);
            }
        }
        if (axes.length != x.shape().rank() || named.cardinality() != axes.length || named.length() != axes.length) {
            throw new IllegalArgumentException("axes must be each of 0 to %d once, received %s"
                    .formatted(x.shape().rank() - 1, Arrays.toString(axes)));
        }
        if (!y.shape().equals(x.shape().permute(axes))) {
            throw new IllegalArgumentException(
                    "y must be %s, received shape %s".formatted(x.shape().permute(axes), y.shape()));
        }
        Matrix from = Matrix.of("x", x);
        Matrix to = Matrix.of("y", y);
        to.require(x.type(), to.rows(), to.columns()).requireApartFrom(from);
    }

    /** The elements between two neighbours along an axis. */
    private static long distance(Shape shape, int axis) {
        return new Shape(shape.extents().subList(axis + 1, shape.rank())).size();
    }

    int lines() {
        return Matrix.of("y", y).rows();
    }

    /** Copies the lines from one number up to another. */
    void run(int first, int end) {
        int rank = strides.length;
        long length = rank == 0 ? 1 : extents[rank - 1];
        long step = rank == 0 ? 0 : strides[rank - 1];
        long target = y.segment().address() + first * length * y.type().bytes();
        for (int line = first; line < end; line++) {
            copy(start(line), step, target, length);
            target += length * y.type().bytes();
        }
    }

    private long start(int line) {
        long place = x.segment().address();
        long rest = line;
        for (int i = strides.length - 2; i >= 0; i--) {
            place += rest % extents[i] * strides[i];
            rest /= extents[i];
        }
        return place;
    }

    private void copy(long from, long step, long to, long length) {
        switch (x.type()) {
            case FLOAT32 -> {
                for (long i = 0; i < length; i++) {
                    MEMORY.set(JAVA_FLOAT_UNALIGNED, to + 4 * i, MEMORY.get(JAVA_FLOAT_UNALIGNED, from + i * step));
                }
            }
            case FLOAT64 -> {
                for (long i = 0; i < length; i++) {
                    MEMORY.set(JAVA_DOUBLE_UNALIGNED, to + 8 * i, MEMORY.get(JAVA_DOUBLE_UNALIGNED, from + i * step));
                }
            }
            case STRING -> throw x.type().noNumbers();
        }
    }
}
