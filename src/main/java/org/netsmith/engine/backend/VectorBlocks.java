package org.netsmith.engine.backend;

/** Blocks that are multiplied by vectors, in the type of the factors. */
final class VectorBlocks implements Blocks {

    private final Interleaved left;
    private final Multiplier multiplier;

    /**
     * @param strips a {@code float[]} or {@code double[]} that all threads share
     * @param panels the most of them that are packed at once
     */
    VectorBlocks(Factors factors, Matrix c, Object strips, int panels) {
        int depth = Math.min(factors.depth(), Multiplier.DEPTH_BLOCK);
        int rows = Math.min(factors.rows() + Multiplier.TILE_ROWS - 1, Multiplier.ROWS_BLOCK);
        this.left = new Interleaved(factors, Multiplier.TILE_ROWS, rows * depth, strips);
        this.multiplier = new Multiplier(factors, c, panels);
    }

    @Override
    public void packLeft(Range depth, Range[] tiles, int at) {
        left.fill(depth, tiles, at);
    }

    @Override
    public void packRight(Range depth, Range[] panels) {
        multiplier.pack(depth, panels);
    }

    @Override
    public void multiply(Range[] tiles, Range[] panels, Range depth, int at) {
        multiplier.multiply(tiles, panels, depth, left.array(), at);
    }
}
