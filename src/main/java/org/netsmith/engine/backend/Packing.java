package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.AddressSpace.MEMORY;
import static org.netsmith.engine.backend.AddressSpace.ORDER;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/** Copies parts of the right factor of a product in the order in which tiles read them. */
final class Packing {

    /** Packing moves bits, so vectors of int serve every element type. */
    private static final VectorSpecies<Integer> BITS = IntVector.SPECIES_PREFERRED;

    private static final int WIDTH = BITS.vectorByteSize();

    private static final VectorSpecies<Integer> HALF = VectorSpecies.of(int.class, half(BITS.vectorShape()));

    private static final int HALF_WIDTH = HALF.vectorByteSize();

    private final Factors factors;
    private final int bytes;
    private final int panelColumns;
    private final Transposition transposition;

    Packing(Factors factors, int panelColumns) {
        this.factors = factors;
        this.bytes = factors.a().type().bytes();
        this.panelColumns = panelColumns;
        this.transposition = new Transposition(factors.b().type(), panelColumns);
    }

    private static VectorShape half(VectorShape shape) {
        return VectorShape.forBitSize(Math.max(64, shape.vectorBitSize() / 2));
    }

    /** The size of a packed panel in bytes. */
    long panelBytes(Range depth) {
        return (long) depth.size() * panelColumns * bytes;
    }

    /**
     * Panels of b one after the other, each {@code [depth, panelColumns]}; what is in missing columns of the last one
     * is never used.
     */
    void packB(Range depth, Range[] panels, long to) {
        int first = panels[0].from();
        int columns = panels[panels.length - 1].to() - first;
        long from = factors.bAddress(depth.from(), first);
        long panel = (long) panelColumns * bytes;
        if (factors.bTransposed()) {
            for (int i = 0; i < panels.length; i++) {
                transpose(panels[i], depth, to + i * depth.size() * panel);
            }
        } else {
            split(factors.b(), from, depth.size(), (long) columns * bytes, to, panel);
        }
    }

    private void transpose(Range panel, Range depth, long to) {
        Matrix b = factors.b();
        long from = factors.bAddress(depth.from(), panel.from());
        long toRow = (long) panelColumns * bytes;
        transposition.run(from, b.stride(), panel.size(), depth.size(), to, toRow);
    }

    /**
     * Splits parts of rows of a matrix into panels that stand one after the other, by whole vectors as far as there is
     * memory to read: what lies behind the end of a part comes along.
     *
     * @param width of a part in bytes
     * @param panel the width of a panel in bytes: half a vector, or some vectors
     */
    static void split(Matrix matrix, long from, int rows, long width, long to, long panel) {
        int panels = (int) Math.ceilDiv(width, panel);
        long fromRow = matrix.stride();
        long end = matrix.address() + matrix.size() * matrix.type().bytes();
        int whole = (int) Math.clamp(Math.floorDiv(end - panels * panel - from, fromRow) + 1, 0L, rows);
        for (int row = 0; row < whole; row++) {
            if (panel == HALF_WIDTH) {
                splitHalves(from + row * fromRow, panels, to + row * panel, rows * panel);
            } else {
                splitVectors(from + row * fromRow, panels, panel, to + row * panel, rows * panel);
            }
        }
        for (int row = whole; row < rows; row++) {
            for (int i = 0; i < panels; i++) {
                long bytes = Math.min(panel, width - i * panel);
                copy(from + row * fromRow + i * panel, to + (i * rows + row) * panel, bytes);
            }
        }
    }

    private static void copy(long from, long to, long bytes) {
        MemorySegment.copy(MEMORY, from, MEMORY, to, bytes);
    }

    private static void splitHalves(long from, int panels, long to, long distance) {
        for (int i = 0; i < panels; i++) {
            IntVector.fromMemorySegment(HALF, MEMORY, from + (long) i * HALF_WIDTH, ORDER)
                    .intoMemorySegment(MEMORY, to + i * distance, ORDER);
        }
    }

    private static void splitVectors(long from, int panels, long panel, long to, long distance) {
        for (int i = 0; i < panels; i++) {
            for (long offset = 0; offset < panel; offset += WIDTH) {
                IntVector.fromMemorySegment(BITS, MEMORY, from + i * panel + offset, ORDER)
                        .intoMemorySegment(MEMORY, to + i * distance + offset, ORDER);
            }
        }
    }
}
