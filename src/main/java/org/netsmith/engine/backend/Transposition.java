package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/** Writes a matrix transposed: {@code to[j, i] = from[i, j]}. Distances between rows are in bytes. */
record Transposition(long from, long fromRow, int rows, int columns, long to, long toRow) {

    private static final VectorSpecies<Float> FOUR = FloatVector.SPECIES_128;
    private static final VectorShuffle<Float> ZIP_LOW = VectorShuffle.fromValues(FOUR, 0, 4, 1, 5);
    private static final VectorShuffle<Float> ZIP_HIGH = VectorShuffle.fromValues(FOUR, 2, 6, 3, 7);
    private static final VectorShuffle<Float> JOIN_LOW = VectorShuffle.fromValues(FOUR, 0, 1, 4, 5);
    private static final VectorShuffle<Float> JOIN_HIGH = VectorShuffle.fromValues(FOUR, 2, 3, 6, 7);

    void run(DType type) {
        switch (type) {
            case FLOAT32 -> floats();
            case FLOAT64 -> doubles();
            case STRING -> throw type.noNumbers();
        }
    }

    /** Blocks of 4×4 in registers, then what is left of rows and columns. */
    private void floats() {
        int fullRows = rows / 4 * 4;
        int fullColumns = columns / 4 * 4;
        for (int i = 0; i < fullRows; i += 4) {
            for (int j = 0; j < fullColumns; j += 4) {
                block(from + i * fromRow + j * 4L, fromRow, to + j * toRow + i * 4L, toRow);
            }
        }
        floats(0, fullRows, fullColumns, columns);
        floats(fullRows, rows, 0, columns);
    }

    private static void block(long from, long fromRow, long to, long toRow) {
        FloatVector a = load(from);
        FloatVector b = load(from + fromRow);
        FloatVector c = load(from + 2 * fromRow);
        FloatVector d = load(from + 3 * fromRow);
        FloatVector abLow = a.rearrange(ZIP_LOW, b);
        FloatVector abHigh = a.rearrange(ZIP_HIGH, b);
        FloatVector cdLow = c.rearrange(ZIP_LOW, d);
        FloatVector cdHigh = c.rearrange(ZIP_HIGH, d);
        store(abLow.rearrange(JOIN_LOW, cdLow), to);
        store(abLow.rearrange(JOIN_HIGH, cdLow), to + toRow);
        store(abHigh.rearrange(JOIN_LOW, cdHigh), to + 2 * toRow);
        store(abHigh.rearrange(JOIN_HIGH, cdHigh), to + 3 * toRow);
    }

    private static FloatVector load(long place) {
        return FloatVector.fromMemorySegment(FOUR, MEMORY, place, ORDER);
    }

    private static void store(FloatVector vector, long place) {
        vector.intoMemorySegment(MEMORY, place, ORDER);
    }

    private void floats(int firstRow, int lastRow, int firstColumn, int lastColumn) {
        for (int i = firstRow; i < lastRow; i++) {
            for (int j = firstColumn; j < lastColumn; j++) {
                float value = MEMORY.get(JAVA_FLOAT_UNALIGNED, from + i * fromRow + j * 4L);
                MEMORY.set(JAVA_FLOAT_UNALIGNED, to + j * toRow + i * 4L, value);
            }
        }
    }

    private void doubles() {
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                double value = MEMORY.get(JAVA_DOUBLE_UNALIGNED, from + i * fromRow + j * 8L);
                MEMORY.set(JAVA_DOUBLE_UNALIGNED, to + j * toRow + i * 8L, value);
            }
        }
    }
}
