package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import org.jspecify.annotations.Nullable;

/**
 * Writes matrices transposed: {@code to[j, i] = from[i, j]}, distances between rows in bytes. As many rows at once as
 * the target is wide, or as a vector has lanes; then what is left of rows and columns.
 */
final class Transposition {

    private final DType type;
    private final int lanes;
    private final int width;
    private final @Nullable Interleaver interleaver;

    /** @param width of the target in elements */
    Transposition(DType type, int width) {
        this.type = type;
        this.lanes = Species.of(type).length();
        this.width = Math.min(lanes, width);
        this.interleaver = Integer.bitCount(this.width) == 1 ? InterleaverCompiler.of(this.width, type) : null;
    }

    void run(long from, long fromRow, int rows, int columns, long to, long toRow) {
        int fullRows = interleaver == null || columns < lanes ? 0 : rows / width * width;
        for (int i = 0; i < fullRows; i += width) {
            interleaver.run(from + i * fromRow, fromRow, columns, to + (long) i * type.bytes(), toRow);
        }
        if (type == DType.FLOAT32) {
            copyInts(from, fromRow, rows, columns, to, toRow, fullRows, columns / lanes * lanes);
        } else {
            copyLongs(from, fromRow, rows, columns, to, toRow, fullRows, columns / lanes * lanes);
        }
    }

    /** All elements but those of the first {@code doneRows} at the first {@code doneColumns}. */
    private static void copyInts(
            long from, long fromRow, int rows, int columns, long to, long toRow, int doneRows, int doneColumns) {
        for (int i = 0; i < rows; i++) {
            for (int j = i < doneRows ? doneColumns : 0; j < columns; j++) {
                int bits = MEMORY.get(JAVA_INT_UNALIGNED, from + i * fromRow + j * 4L);
                MEMORY.set(JAVA_INT_UNALIGNED, to + j * toRow + i * 4L, bits);
            }
        }
    }

    private static void copyLongs(
            long from, long fromRow, int rows, int columns, long to, long toRow, int doneRows, int doneColumns) {
        for (int i = 0; i < rows; i++) {
            for (int j = i < doneRows ? doneColumns : 0; j < columns; j++) {
                long bits = MEMORY.get(JAVA_LONG_UNALIGNED, from + i * fromRow + j * 8L);
                MEMORY.set(JAVA_LONG_UNALIGNED, to + j * toRow + i * 8L, bits);
            }
        }
    }
}
