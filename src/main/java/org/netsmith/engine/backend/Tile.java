package org.netsmith.engine.backend;

/**
 * The innermost part of a matrix product: a few rows by a few vectors of the result, held in registers over the whole
 * depth. Each element is a chain of fused multiply-adds in the order of depth, so it does not depend on which tile it
 * falls into.
 */
interface Tile {

    /**
     * {@code c[i, j] = Σₚ a[i, p]·b[p, j]}, or in a tile that accumulates {@code c[i, j] + Σₚ …}, all places as
     * addresses.
     */
    void multiply(Strides strides, long a, long b, long c, int depth);

    /** Distances in bytes: between rows and along the depth of a, along the depth of b, between rows of c. */
    record Strides(long aRow, long aDepth, long bDepth, long cRow) {}
}
