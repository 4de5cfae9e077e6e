package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * A rectangle of a product, computed by one thread. Blocks of b, and of a if transposed, are packed in the order in
 * which tiles read them. The depth is cut into blocks too, and later blocks go on from the sums of earlier ones, so
 * blocking changes no result.
 */
final class ProductPart implements Operation {

    static final int TILE_ROWS = 6;
    static final int PANEL_VECTORS = 2;

    /** A panel of this depth is 32 KiB with 64-byte vectors and stays in the first-level cache. */
    private static final int DEPTH_BLOCK = 256;
    /** Panels of a block of b: at most 512 KiB, for the second-level cache. */
    private static final int PANELS_BLOCK = 16;
    /** Rows of a block of a: at most 96 KiB of float32, which shares the second-level cache with b. */
    private static final int ROWS_BLOCK = 16 * TILE_ROWS;

    /** A transposed a that fits the first-level cache is read by columns faster than it is packed. */
    private static final long READ_AS_IT_LIES = 16_384;

    private final Factors factors;
    private final Matrix c;
    private final VectorType vectors;
    private final Range[] depths;
    private final RowBlock[] rowBlocks;
    private final ColumnBlock[] columnBlocks;
    private final Packing packing;
    private final MemorySegment aPacked;
    private final MemorySegment bPacked;
    private final Tiles tiles;

    private final boolean packsA;

    /** Rows that are worked on together, and their division into tiles. */
    private record RowBlock(Range rows, Range[] tiles) {}

    /** Columns that are packed together, and their panels. */
    private record ColumnBlock(Range columns, Range[] panels) {}

    ProductPart(Factors factors, Matrix c, Range rows, Range columns) {
        this.factors = factors;
        this.c = c;
        this.vectors = factors.vectors();
        int panel = PANEL_VECTORS * vectors.lanes();
        this.depths = depths(factors.depth());
        this.rowBlocks = Arrays.stream(rows.atMost(ROWS_BLOCK))
                .map(block -> new RowBlock(block, block.atMost(TILE_ROWS)))
                .toArray(RowBlock[]::new);
        this.columnBlocks = Arrays.stream(columns.inSteps(PANELS_BLOCK * panel))
                .map(block -> new ColumnBlock(block, block.inSteps(panel)))
                .toArray(ColumnBlock[]::new);
        this.packing = new Packing(factors, panel);
        long depth = Math.min(factors.depth(), DEPTH_BLOCK);
        this.bPacked = buffer(depth * Math.min(Math.ceilDiv(columns.size(), panel), PANELS_BLOCK) * panel);
        this.packsA = factors.aTransposed() && factors.a().size() * vectors.type.bytes() > READ_AS_IT_LIES;
        this.aPacked = buffer(packsA ? depth * Math.min(rows.size(), ROWS_BLOCK) + vectors.lanes() : 0);
        this.tiles = new Tiles(factors, packsA, c.stride());
    }

    /** A product of depth 0 has one empty block, which sets the result to zero. */
    private static Range[] depths(int depth) {
        Range whole = new Range(0, depth);
        return depth == 0 ? new Range[] {whole} : whole.atMost(DEPTH_BLOCK);
    }

    private MemorySegment buffer(long elements) {
        return Arena.ofAuto().allocate(elements * vectors.type.bytes(), 64);
    }

    @Override
    public void run() {
        for (ColumnBlock columns : columnBlocks) {
            for (Range depth : depths) {
                packing.packB(depth, columns.panels, bPacked.address());
                for (RowBlock rows : rowBlocks) {
                    runBlock(rows, columns, depth);
                }
            }
        }
    }

    private void runBlock(RowBlock rows, ColumnBlock columns, Range depth) {
        if (packsA) {
            packing.packA(depth, rows.tiles, aPacked.address());
        }
        long b = bPacked.address();
        for (Range panel : columns.panels) {
            for (Range tile : rows.tiles) {
                runTile(tile, panel, depth, a(rows.rows, tile, depth), b);
            }
            b += packing.panelBytes(depth);
        }
    }

    private void runTile(Range rows, Range columns, Range depth, long a, long b) {
        long place = c.address(rows.from(), columns.from());
        tiles.multiply(rows.size(), columns.size(), a, b, place, depth.size(), depth.from() > 0);
    }

    private long a(Range block, Range tile, Range depth) {
        return packsA
                ? aPacked.address() + (long) (tile.from() - block.from()) * depth.size() * vectors.type.bytes()
                : factors.aAddress(tile.from(), depth.from());
    }
}
