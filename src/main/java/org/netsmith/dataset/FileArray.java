package org.netsmith.dataset;

import java.util.List;

/** An array in a memory-mapped file. */
sealed interface FileArray permits NumberArray, TextArray {

    /** The number of rows first; none for a single value. */
    List<Long> extents();

    default int rank() {
        return extents().size();
    }

    default long rows() {
        return extents().getFirst();
    }

    /** The shape of one row. */
    default List<Long> rowExtents() {
        return extents().subList(1, rank());
    }

    /** The elements of one row. */
    default int rowSize() {
        return Math.toIntExact(rowExtents().stream().reduce(1L, Math::multiplyExact));
    }
}
