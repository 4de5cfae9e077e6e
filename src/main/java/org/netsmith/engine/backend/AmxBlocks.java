package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.Amx.BLOCK_BYTES;
import static org.netsmith.engine.backend.Amx.DEPTH;
import static org.netsmith.engine.backend.Amx.SQUARE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Blocks of float32 that are multiplied by the matrix unit, each number in three parts. */
final class AmxBlocks implements Blocks {

    /** Three parts of two bytes. */
    private static final int BYTES = 6;

    /** Below this many multiply-adds taking numbers apart costs more than is won. */
    private static final long LEAST = 500_000;

    private static final long EDGE_ROW = SQUARE * Float.BYTES;

    private final Matrix c;
    private final SplitPacking packingLeft;
    private final SplitPacking packingRight;
    private final MemorySegment left;
    private final MemorySegment right;
    private final MemorySegment edge = Arena.ofAuto().allocate(SQUARE * EDGE_ROW, 64);

    /**
     * @param left memory that all threads share
     * @param panels the most of them that are packed at once
     */
    AmxBlocks(Factors factors, Matrix c, MemorySegment left, int panels) {
        this.c = c;
        this.packingLeft = SplitPacking.left(factors);
        this.packingRight = SplitPacking.right(factors);
        this.left = left;
        long depth = Math.min(filled(factors.depth(), DEPTH), Blocking.OF_AMX.depthBlock());
        this.right = memory((int) depth * panels * SQUARE);
    }

    static MemorySegment memory(int elements) {
        return Arena.ofAuto().allocate((long) elements * BYTES, 64);
    }

    /** Whether a product is worth it: of float32, large, and with little to fill up to whole tiles. */
    static boolean suit(Factors factors) {
        long work = (long) factors.rows() * factors.columns() * factors.depth();
        long filled = filled(factors.rows(), SQUARE) * filled(factors.columns(), SQUARE) * filled(factors.depth(), DEPTH);
        boolean large = work >= LEAST && filled <= work * 3 / 2;
        return large && factors.a().type() == DType.FLOAT32 && Amx.isAvailable();
    }

    private static long filled(int size, int unit) {
        return Math.ceilDiv(size, unit) * (long) unit;
    }

    @Override
    public void packLeft(Range depth, Range[] tiles, int at) {
        packingLeft.pack(depth, tiles, left.address() + (long) at * BYTES);
    }

    @Override
    public void packRight(Range depth, Range[] panels) {
        packingRight.pack(depth, panels, right.address());
    }

    @Override
    public void multiply(Range[] tiles, Range[] panels, Range depth, int at) {
        Amx.openTiles();
        try {
            multiplyAll(tiles, panels, depth, left.address() + (long) at * BYTES);
        } finally {
            Amx.closeTiles();
        }
    }

    private void multiplyAll(Range[] tiles, Range[] panels, Range depth, long a) {
        int blocks = Math.ceilDiv(depth.size(), DEPTH);
        for (int i = 0; i < panels.length; i++) {
            long b = right.address() + (long) i * blocks * BLOCK_BYTES;
            for (int j = 0; j < tiles.length; j++) {
                multiply(tiles[j], panels[i], a + (long) j * blocks * BLOCK_BYTES, b, blocks, depth.from() > 0);
            }
        }
    }

    private void multiply(Range rows, Range columns, long a, long b, int blocks, boolean accumulate) {
        long place = c.address(rows.from(), columns.from());
        if (rows.size() == SQUARE && columns.size() == SQUARE) {
            Amx.multiply(a, b, blocks, place, c.stride(), accumulate);
            return;
        }
        long bytes = (long) columns.size() * Float.BYTES;
        if (accumulate) {
            Tiles.copy(rows.size(), bytes, place, c.stride(), edge.address(), EDGE_ROW);
        }
        Amx.multiply(a, b, blocks, edge.address(), EDGE_ROW, accumulate);
        Tiles.copy(rows.size(), bytes, edge.address(), EDGE_ROW, place, c.stride());
    }
}
