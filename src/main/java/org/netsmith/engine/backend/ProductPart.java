package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/**
 * A rectangle of a product, computed by one thread. Blocks of both factors are packed in the order in which tiles read
 * them. The depth is cut into blocks too, and later blocks go on from the sums of earlier ones, so
 * blocking changes no result.
 */
final class ProductPart implements Operation {

    /** With two vectors a row as many sums as leave room in 32 registers, or in the 16 of AVX2. */
    static final int TILE_ROWS = FloatVector.SPECIES_PREFERRED.vectorBitSize() == 256 ? 4 : 8;

    static final int PANEL_VECTORS = 2;

    /** A panel of this depth is 32 KiB with 64-byte vectors and stays in the first-level cache. */
    private static final int DEPTH_BLOCK = 256;
    /** Panels of a block of b: at most 512 KiB, for the second-level cache. */
    private static final int PANELS_BLOCK = 16;
    /** Rows of a block of a: at most 96 KiB of float32, which shares the second-level cache with b. */
    private static final int ROWS_BLOCK = 96;

    private final Factors factors;
    private final Matrix c;
    private final VectorType vectors;
    private final Range[] depths;
    private final RowBlock[] rowBlocks;
    private final ColumnBlock[] columnBlocks;
    private final Packing packing;
    private final MemorySegment bPacked;
    private final Interleaved aPacked;
    private final Tiles tiles;

    /** Rows that are worked on together, divided into tiles. */
    private record RowBlock(Range[] tiles) {}

    /** Columns that are packed together, and their panels. */
    private record ColumnBlock(Range columns, Range[] panels) {}

    ProductPart(Factors factors, Matrix c, Range rows, Range columns) {
        this.factors = factors;
        this.c = c;
        this.vectors = factors.vectors();
        int panel = PANEL_VECTORS * vectors.lanes();
        this.depths = depths(factors.depth());
        this.rowBlocks = Arrays.stream(rows.inSteps(ROWS_BLOCK))
                .map(block -> new RowBlock(block.inSteps(TILE_ROWS)))
                .toArray(RowBlock[]::new);
        this.columnBlocks = Arrays.stream(columns.inSteps(PANELS_BLOCK * panel))
                .map(block -> new ColumnBlock(block, block.inSteps(panel)))
                .toArray(ColumnBlock[]::new);
        this.packing = new Packing(factors, panel);
        int depth = Math.min(factors.depth(), DEPTH_BLOCK);
        int panels = Math.min(Math.ceilDiv(columns.size(), panel), PANELS_BLOCK);
        this.bPacked = Arena.ofAuto().allocate((long) depth * panels * panel * vectors.type.bytes(), 64);
        int strips = Math.ceilDiv(Math.min(rows.size(), ROWS_BLOCK), TILE_ROWS);
        this.aPacked = new Interleaved(factors, TILE_ROWS, strips * TILE_ROWS * depth);
        this.tiles = new Tiles(vectors, c.stride());
    }

    /** A product of depth 0 has one empty block, which sets the result to zero. */
    private static Range[] depths(int depth) {
        Range whole = new Range(0, depth);
        return depth == 0 ? new Range[] {whole} : whole.atMost(DEPTH_BLOCK);
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
        aPacked.fill(depth, rows.tiles);
        long b = bPacked.address();
        for (Range panel : columns.panels) {
            int a = 0;
            for (Range tile : rows.tiles) {
                runTile(tile, panel, depth, a, b);
                a += depth.size() * TILE_ROWS;
            }
            b += packing.panelBytes(depth);
        }
    }

    private void runTile(Range rows, Range columns, Range depth, int a, long b) {
        long place = c.address(rows.from(), columns.from());
        tiles.multiply(rows.size(), columns.size(), aPacked.array(), a, depth.size(), b, place, depth.from() > 0);
    }
}
