package org.netsmith.engine.backend;

/**
 * What one thread needs to work on a {@link Product}: it packs blocks of the left factor where all threads find them,
 * blocks of the right factor for itself, and multiplies.
 */
sealed interface Blocks permits AmxBlocks, VectorBlocks {

    /**
     * Packs some rows at some depths.
     *
     * @param tiles the rows, cut as {@link Blocking#tileRows} says
     * @param at where the first of them goes, in elements of {@link Blocking#elements}
     */
    void packLeft(Range depth, Range[] tiles, int at);

    /**
     * Packs a block of the right factor, which is then the one that is multiplied with.
     *
     * @param panels the columns, cut as {@link Blocking#panelColumns} says
     */
    void packRight(Range depth, Range[] panels);

    /** Multiplies with the block packed last. Sums start anew at depth 0 and go on from the result elsewhere. */
    void multiply(Range[] tiles, Range[] panels, Range depth, int at);
}
