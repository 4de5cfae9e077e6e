package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies parts of the factors of a product in the order in which tiles read them. */
final class Packing {

    /** Packing moves bits, so vectors of int serve every element type. */
    private static final VectorSpecies<Integer> BITS = IntVector.SPECIES_PREFERRED;

    private static final int WIDTH = BITS.vectorByteSize();

    private final Factors factors;
    private final int bytes;
    private final int panelColumns;

    Packing(Factors factors, int panelColumns) {
        this.factors = factors;
        this.bytes = factors.a().type().bytes();
        this.panelColumns = panelColumns;
    }

    /** The size of a packed panel in bytes. */
    long panelBytes(Range depth) {
        return (long) depth.size() * panelColumns * bytes;
    }

    /**
     * Panels of b one after the other, each {@code [depth, panelColumns]}; missing columns of the last one are left as
     * they were.
     */
    void packB(Range depth, Range[] panels, long to) {
        long place = to;
        for (Range panel : panels) {
            if (factors.bTransposed()) {
                long from = factors.bAddress(depth.from(), panel.from());
                long toRow = (long) panelColumns * bytes;
                new Transposition(from, factors.b().stride(), panel.size(), depth.size(), place, toRow)
                        .run(factors.b().type());
            } else {
                packPanel(depth, panel, place);
            }
            place += panelBytes(depth);
        }
    }

    private void packPanel(Range depth, Range panel, long to) {
        long from = factors.bAddress(depth.from(), panel.from());
        long fromRow = factors.b().stride();
        long toRow = (long) panelColumns * bytes;
        if (panel.size() == panelColumns) {
            copyFullRows(from, fromRow, to, toRow, depth.size());
        } else {
            copyRows(from, fromRow, to, toRow, depth.size(), panel.size() * bytes);
        }
    }

    /** Rows of a full panel are two vectors. */
    private static void copyFullRows(long from, long fromRow, long to, long toRow, int rows) {
        for (int row = 0; row < rows; row++) {
            copy(from + row * fromRow, to + row * toRow);
            copy(from + row * fromRow + WIDTH, to + row * toRow + WIDTH);
        }
    }

    /** Tiles of a one after the other, each {@code [depth, rows of the tile]}. */
    void packA(Range depth, Range[] tiles, long to) {
        long place = to;
        for (Range tile : tiles) {
            long from = factors.aAddress(tile.from(), depth.from());
            int width = tile.size() * bytes;
            copyRows(from, factors.a().stride(), place, width, depth.size(), width);
            place += (long) depth.size() * width;
        }
    }

    private static void copyRows(long from, long fromRow, long to, long toRow, int rows, int width) {
        for (int offset = 0; offset < width; offset += WIDTH) {
            var mask = BITS.indexInRange(0, (width - offset) / Integer.BYTES);
            for (int row = 0; row < rows; row++) {
                IntVector.fromMemorySegment(BITS, MEMORY, from + row * fromRow + offset, ORDER, mask)
                        .intoMemorySegment(MEMORY, to + row * toRow + offset, ORDER, mask);
            }
        }
    }

    private static void copy(long from, long to) {
        IntVector.fromMemorySegment(BITS, MEMORY, from, ORDER).intoMemorySegment(MEMORY, to, ORDER);
    }
}
