package org.netsmith.engine.backend;

import static org.netsmith.engine.backend.Multiplier.DEPTH_BLOCK;
import static org.netsmith.engine.backend.Multiplier.PANELS_BLOCK;
import static org.netsmith.engine.backend.Multiplier.ROWS_BLOCK;
import static org.netsmith.engine.backend.Multiplier.TILE_ROWS;

import java.util.Arrays;

/**
 * A rectangle of a product, computed by one thread. Blocks of both factors are packed in the order in which tiles read
 * them. The depth is cut into blocks too, and later blocks go on from the sums of earlier ones, so
 * blocking changes no result.
 */
final class ProductPart implements Operation {

    private final boolean hasAllRows;
    private final Range[] depths;
    private final Range[][] rowBlocks;
    private final Range[][] columnBlocks;
    private final Operation[][] following;
    private final Interleaved left;
    private final Multiplier multiplier;

    ProductPart(Product product, Range rows, Range columns) {
        Factors factors = product.factors;
        int panel = Multiplier.panelColumns(factors);
        this.depths = depths(factors.depth());
        this.rowBlocks = blocks(rows, ROWS_BLOCK, TILE_ROWS);
        this.hasAllRows = rows.size() == factors.rows();
        this.columnBlocks = blocks(columns, PANELS_BLOCK * panel, panel);
        this.following = Arrays.stream(columnBlocks)
                .map(panels -> product.following(rows, Range.spanning(panels)))
                .toArray(Operation[][]::new);
        int strips = Math.ceilDiv(Math.min(rows.size(), ROWS_BLOCK), TILE_ROWS);
        int depth = Math.min(factors.depth(), DEPTH_BLOCK);
        this.left = new Interleaved(factors, TILE_ROWS, strips * TILE_ROWS * depth);
        this.multiplier =
                new Multiplier(factors, product.c, Math.min(Math.ceilDiv(columns.size(), panel), PANELS_BLOCK));
    }

    /** A product of depth 0 has one empty block, which sets the result to zero. */
    private static Range[] depths(int depth) {
        Range whole = new Range(0, depth);
        return depth == 0 ? new Range[] {whole} : whole.atMost(DEPTH_BLOCK);
    }

    /** Rows or columns that are worked on together, each cut into tiles or panels. */
    private static Range[][] blocks(Range range, int block, int unit) {
        return Arrays.stream(range.inSteps(block))
                .map(part -> part.inSteps(unit))
                .toArray(Range[][]::new);
    }

    /** Whether its columns are whole. */
    boolean hasAllRows() {
        return hasAllRows;
    }

    @Override
    public void run() {
        for (int i = 0; i < columnBlocks.length; i++) {
            multiply(columnBlocks[i]);
            for (Operation next : following[i]) {
                next.run();
            }
        }
    }

    private void multiply(Range[] panels) {
        for (Range depth : depths) {
            multiplier.pack(depth, panels);
            for (Range[] tiles : rowBlocks) {
                left.fill(depth, tiles);
                multiplier.multiply(tiles, panels, depth, left.array(), 0);
            }
        }
    }
}
