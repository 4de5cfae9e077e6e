package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Rows of the left factor of a product as {@link Tile}s read them: strips of a few rows one after the other, in each
 * all rows at one depth and then the next depth. They are put together in memory and copied into an array at once.
 */
final class Interleaved {

    private final Factors factors;
    private final int width;
    private final DType type;
    private final MemorySegment memory;
    private final Object array;
    private final Transposition transposition;

    /**
     * @param width the rows of a strip
     * @param elements how many there is room for
     */
    Interleaved(Factors factors, int width, int elements) {
        this(factors, width, elements, array(factors.vectors().type, elements));
    }

    /**
     * @param elements how many are filled in at once
     * @param array where they go, which others may fill too
     */
    Interleaved(Factors factors, int width, int elements, Object array) {
        this.factors = factors;
        this.width = width;
        this.type = factors.vectors().type;
        this.memory = Arena.ofAuto().allocate((long) elements * type.bytes(), 64);
        this.transposition = new Transposition(type, width);
        this.array = array;
    }

    static Object array(DType type, int elements) {
        return type == DType.FLOAT32 ? new float[elements] : new double[elements];
    }

    /** A {@code float[]} or {@code double[]}. */
    Object array() {
        return array;
    }

    /** Takes some rows at some depths, one strip for each tile of rows; what a narrow strip lacks is never used. */
    void fill(Range depth, Range[] tiles) {
        fill(depth, tiles, 0);
    }

    /** @param at where the first strip starts in the array */
    void fill(Range depth, Range[] tiles, int at) {
        if (factors.aTransposed()) {
            split(depth, tiles[0].from(), tiles[tiles.length - 1].to());
        } else {
            for (int i = 0; i < tiles.length; i++) {
                interleave(depth, tiles[i], memory.address() + (long) i * depth.size() * width * type.bytes());
            }
        }
        copy(at, tiles.length * depth.size() * width);
    }

    private void split(Range depth, int first, int end) {
        long from = factors.aAddress(first, depth.from());
        long toRow = (long) width * type.bytes();
        if (factors.a().stride() == toRow) {
            MemorySegment.copy(MEMORY, from, memory, 0, depth.size() * toRow);
        } else {
            long part = (long) (end - first) * type.bytes();
            Packing.split(factors.a(), from, depth.size(), part, memory.address(), toRow);
        }
    }

    private void interleave(Range depth, Range rows, long to) {
        long from = factors.aAddress(rows.from(), depth.from());
        long toRow = (long) width * type.bytes();
        transposition.run(from, factors.a().stride(), rows.size(), depth.size(), to, toRow);
    }

    private void copy(int at, int count) {
        if (type == DType.FLOAT32) {
            MemorySegment.copy(memory, JAVA_FLOAT_UNALIGNED, 0, array, at, count);
        } else {
            MemorySegment.copy(memory, JAVA_DOUBLE_UNALIGNED, 0, array, at, count);
        }
    }
}
