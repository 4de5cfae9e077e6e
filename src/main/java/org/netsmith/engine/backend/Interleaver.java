package org.netsmith.engine.backend;

/**
 * Interleaves a few rows of a matrix: {@code to[j, i] = from[i, j]}, a transposition of narrow strips in registers.
 * Distances are in bytes.
 */
interface Interleaver {

    /** @param columns how many; those after the last whole vector are left out */
    void run(long from, long fromRow, int columns, long to, long toRow);
}
