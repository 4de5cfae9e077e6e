package org.netsmith.engine.backend;

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
    private final Blocks blocks;

    ProductPart(Product product, Blocking blocking, Range rows, Range columns) {
        Factors factors = product.factors;
        int panel = blocking.panelColumns();
        this.depths = depths(factors.depth(), blocking);
        this.rowBlocks = blocks(rows, blocking.rowsBlock(), blocking.tileRows());
        this.hasAllRows = rows.size() == factors.rows();
        this.columnBlocks = blocks(columns, blocking.panelsBlock() * panel, panel);
        this.following = Arrays.stream(columnBlocks)
                .map(panels -> product.following(rows, Range.spanning(panels)))
                .toArray(Operation[][]::new);
        Range deepest = new Range(0, Math.min(factors.depth(), blocking.depthBlock()));
        int room = rowBlocks.length == 0 ? 0 : blocking.elements(deepest, rowBlocks[0]);
        int panels = Math.min(Math.ceilDiv(columns.size(), panel), blocking.panelsBlock());
        this.blocks = blocking.blocks(factors, product.c, room, panels, 1)[0];
    }

    /** A product of depth 0 has one empty block, which sets the result to zero. */
    private static Range[] depths(int depth, Blocking blocking) {
        Range whole = new Range(0, depth);
        return depth == 0 ? new Range[] {whole} : blocking.depths(whole);
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
            blocks.packRight(depth, panels);
            for (Range[] tiles : rowBlocks) {
                blocks.packLeft(depth, tiles, 0);
                blocks.multiply(tiles, panels, depth, 0);
            }
        }
    }
}
