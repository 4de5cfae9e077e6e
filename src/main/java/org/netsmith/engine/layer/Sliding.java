package org.netsmith.engine.layer;

/**
 * A window that slides along one axis.
 *
 * @param size how many elements it holds
 * @param stride from the start of one window to the next
 * @param dilation from one element of a window to the next
 */
record Sliding(long size, long stride, long dilation, Padding padding) {

    /** From the first element of a window to behind its last. */
    long reach() {
        return (size - 1) * dilation + 1;
    }

    /** How many windows an axis has, 0 where it is too short. */
    long count(long extent) {
        return switch (padding) {
            case VALID -> extent < reach() ? 0 : (extent - reach()) / stride + 1;
            case SAME, CAUSAL -> Math.ceilDiv(extent, stride);
        };
    }

    /** What is put in front of an axis. */
    long front(long extent) {
        return switch (padding) {
            case VALID -> 0;
            case SAME -> Math.max(0, end(extent) - extent) / 2;
            case CAUSAL -> reach() - 1;
        };
    }

    /** The extent of an axis with what is put around it. */
    long padded(long extent) {
        return Math.max(Math.addExact(extent, front(extent)), end(extent));
    }

    /** Where the last window ends, counted from where the first one starts. */
    private long end(long extent) {
        return Math.addExact(Math.multiplyExact(count(extent) - 1, stride), reach());
    }

    /** How many elements of the axis itself lie in a window that is not dilated. */
    long inside(long window, long extent) {
        long start = window * stride - front(extent);
        return Math.min(start + size, extent) - Math.max(start, 0);
    }

    /** Whether an element that stands there in the first window lies on the axis in at least one of all. */
    boolean isEverInside(long first, long extent) {
        return first < extent && first + (count(extent) - 1) * stride >= 0;
    }
}
