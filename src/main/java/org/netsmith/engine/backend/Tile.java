package org.netsmith.engine.backend;

/**
 * The innermost part of a matrix product: a few rows by a few vectors of the result, held in registers over the whole
 * depth. Each element is a chain of fused multiply-adds in the order of depth, so it does not depend on which tile it
 * falls into.
 */
interface Tile {

    /**
     * {@code c[i, j] = Σₚ a[i, p]·b[p, j]}, or in a tile that accumulates {@code c[i, j] + Σₚ …}.
     *
     * @param a a {@code float[]} or {@code double[]} with the rows of a interleaved: all rows at one depth, then the
     *     next depth. In an array, because the JIT compiler moves checks of array indices out of the loop and keeps
     *     one register for all rows; with addresses the loop takes twice as long
     * @param from where in a to begin
     * @param b the address of b
     * @param bRow the distance along the depth of b in bytes, for tiles that do not know it
     * @param c the address of c
     * @param cRow the distance between rows of c in bytes
     */
    void multiply(Object a, int from, int depth, long b, long bRow, long c, long cRow);
}
