package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;

/**
 * A row or a column written out over a whole matrix. Rows narrower than a vector would be computed one by one, each
 * as a vector that is mostly empty; written out, they are computed as one long row.
 *
 * @param from a row {@code [columns]} or a column {@code [rows, 1]}
 * @param to {@code [rows, columns]}
 */
record Spread(Tensor from, Tensor to, boolean column, int rows, int columns) {

    static Spread of(Tensor from, Broadcast broadcast, long rows, long columns) {
        Tensor to = Memory.of(Arena.ofAuto()).allocate(from.type(), Shape.of(rows, columns));
        return new Spread(from, to, broadcast == Broadcast.COLUMN, Math.toIntExact(rows), Math.toIntExact(columns));
    }

    void write() {
        switch (from.type()) {
            case FLOAT32 -> writeFloats(from.segment().address(), to.segment().address());
            case FLOAT64 -> writeDoubles(from.segment().address(), to.segment().address());
            case STRING -> throw from.type().noNumbers();
        }
    }

    private void writeFloats(long source, long place) {
        long at = place;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                MEMORY.set(ValueLayout.JAVA_FLOAT_UNALIGNED, at, AddressSpace.floatAt(source + 4L * (column ? i : j)));
                at += 4;
            }
        }
    }

    private void writeDoubles(long source, long place) {
        long at = place;
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                MEMORY.set(
                        ValueLayout.JAVA_DOUBLE_UNALIGNED, at, AddressSpace.doubleAt(source + 8L * (column ? i : j)));
                at += 8;
            }
        }
    }
}
