package org.netsmith.engine.backend;

import java.util.stream.IntStream;

/**
 * How a {@link Product} is cut into blocks.
 *
 * @param tileRows rows that are multiplied at once
 * @param panelColumns columns that are multiplied at once
 * @param depthUnit depths that are multiplied at once: what is packed is filled up to a multiple of it
 * @param depthBlock the most depths that are packed before they are multiplied
 * @param rowsBlock rows that are packed as one part of the work
 * @param panelsBlock the most panels that a thread packs at once
 */
record Blocking(int tileRows, int panelColumns, int depthUnit, int depthBlock, int rowsBlock, int panelsBlock) {

    /** Packed, 64 rows are at most 200 KB and 8 panels 800 KB; both stay in the second-level cache. */
    static final Blocking OF_AMX = new Blocking(Amx.SQUARE, Amx.SQUARE, Amx.DEPTH, 512, 64, 8);

    static Blocking ofVectors(Factors factors) {
        return new Blocking(
                Multiplier.TILE_ROWS,
                Multiplier.panelColumns(factors),
                1,
                Multiplier.DEPTH_BLOCK,
                Multiplier.ROWS_BLOCK,
                Multiplier.PANELS_BLOCK);
    }

    /** The fewest nearly equal blocks of some depths. */
    Range[] depths(Range whole) {
        return whole.parts(Math.ceilDiv(whole.size(), depthBlock), depthUnit);
    }

    /** The room that some packed tiles take. */
    int elements(Range depth, Range[] tiles) {
        return tiles.length * tileRows * Math.ceilDiv(depth.size(), depthUnit) * depthUnit;
    }

    /**
     * One for each thread.
     *
     * @param elements room for what is packed of the left factor at once
     * @param panels the most of them that are packed at once
     */
    Blocks[] blocks(Factors factors, Matrix c, int elements, int panels, int threads) {
        if (this == OF_AMX) {
            var left = AmxBlocks.memory(elements);
            return IntStream.range(0, threads)
                    .mapToObj(_ -> new AmxBlocks(factors, c, left, panels))
                    .toArray(Blocks[]::new);
        }
        Object left = Interleaved.array(c.type(), elements);
        return IntStream.range(0, threads)
                .mapToObj(_ -> new VectorBlocks(factors, c, left, panels))
                .toArray(Blocks[]::new);
    }
}
