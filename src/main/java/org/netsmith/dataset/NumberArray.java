package org.netsmith.dataset;

import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * An array of numbers in a memory-mapped file.
 *
 * @param extents the number of rows first
 * @param columnMajor whether the first axis, not the last, lies closest together
 * @param bytes the elements, as many as the extents say
 */
record NumberArray(Element element, List<Long> extents, boolean columnMajor, MemorySegment bytes) implements FileArray {

    NumberArray {
        extents = List.copyOf(extents);
    }

    /** The element at a place of the array laid out row by row. */
    double number(long index) {
        return element.number(bytes, index * element.bytes());
    }

    /** Where the elements of a row, taken in row-major order, lie from its first on, counted in elements. */
    long[] steps() {
        long[] steps = new long[rowSize()];
        long[] strides = strides();
        for (int place = 0; place < steps.length; place++) {
            int rest = place;
            for (int axis = rank() - 1; axis > 0; axis--) {
                int extent = Math.toIntExact(extents.get(axis));
                steps[place] += rest % extent * strides[axis];
                rest /= extent;
            }
        }
        return steps;
    }

    /** From one row to the next, counted in elements. */
    long rowStep() {
        return columnMajor ? 1 : rowSize();
    }

    private long[] strides() {
        long[] strides = new long[rank()];
        long stride = 1;
        for (int i = 0; i < rank(); i++) {
            int axis = columnMajor ? i : rank() - 1 - i;
            strides[axis] = stride;
            stride *= extents.get(axis);
        }
        return strides;
    }

    /**
     * The number of elements, in exact arithmetic.
     *
     * @throws ArithmeticException where it is beyond 2^63
     */
    static long elements(List<Long> extents) {
        return extents.contains(0L) ? 0 : extents.stream().reduce(1L, Math::multiplyExact);
    }
}
