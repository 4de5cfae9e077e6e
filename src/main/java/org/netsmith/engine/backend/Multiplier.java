package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/** What one thread needs to multiply packed blocks: room for a block of the right factor, and tiles of the result. */
final class Multiplier {

    /** With two vectors a row as many sums as leave room in 32 registers, or in the 16 of AVX2. */
    static final int TILE_ROWS = FloatVector.SPECIES_PREFERRED.vectorBitSize() == 256 ? 4 : 8;

    static final int PANEL_VECTORS = 2;

    /** A panel of this depth is 32 KiB with 64-byte vectors and stays in the first-level cache. */
    static final int DEPTH_BLOCK = 256;
    /** Panels of a block of b: at most 512 KiB, for the second-level cache. */
    static final int PANELS_BLOCK = 16;
    /** Rows of a block of a: at most 96 KiB of float32, which shares the second-level cache with b. */
    static final int ROWS_BLOCK = 96;

    private final Matrix c;
    private final Packing packing;
    private final MemorySegment b;
    private final Tiles tiles;

    /** @param panels the most of them that are packed at once */
    Multiplier(Factors factors, Matrix c, int panels) {
        this.c = c;
        int columns = panelColumns(factors);
        int depth = Math.min(factors.depth(), DEPTH_BLOCK);
        this.packing = new Packing(factors, columns);
        this.b = Arena.ofAuto()
                .allocate(
                        (long) depth * panels * columns * factors.vectors().type.bytes(), 64);
        this.tiles = new Tiles(factors.vectors(), c.stride());
    }

    static int panelColumns(Factors factors) {
        return PANEL_VECTORS * factors.vectors().lanes();
    }

    /** Packs a block of the right factor, which is then the one that is multiplied with. */
    void pack(Range depth, Range[] panels) {
        packing.packB(depth, panels, b.address());
    }

    /**
     * Multiplies with the block packed last. Sums start anew at depth 0 and go on from the result elsewhere.
     *
     * @param a where the strips of the rows start, one for each of them
     */
    void multiply(Range[] rows, Range[] panels, Range depth, Object a, int from) {
        long right = b.address();
        for (Range panel : panels) {
            int left = from;
            for (Range tile : rows) {
                multiply(tile, panel, depth, a, left, right);
                left += depth.size() * TILE_ROWS;
            }
            right += packing.panelBytes(depth);
        }
    }

    private void multiply(Range rows, Range columns, Range depth, Object a, int from, long right) {
        long place = c.address(rows.from(), columns.from());
        tiles.multiply(rows.size(), columns.size(), a, from, depth.size(), right, place, depth.from() > 0);
    }
}
