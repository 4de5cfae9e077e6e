package org.netsmith.engine.backend;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.netsmith.engine.backend.AddressSpace.MEMORY;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The tiles of up to {@link Multiplier#TILE_ROWS} rows and two vectors that a packed product needs, made when first
 * asked for. Where the last vector of a panel is only partly within the result, a tile works on a copy with room for
 * all of it.
 */
final class Tiles {

    private final VectorType vectors;
    private final Tile[] tiles = new Tile[Multiplier.TILE_ROWS * Multiplier.PANEL_VECTORS * 2];
    private final long cRow;
    private final long edgeRow;
    private final MemorySegment edge;

    /** @param cRow the distance between rows of the result in bytes */
    Tiles(VectorType vectors, long cRow) {
        this.vectors = vectors;
        this.cRow = cRow;
        this.edgeRow = (long) Multiplier.PANEL_VECTORS * vectors.bytes();
        this.edge = Arena.ofAuto().allocate(Multiplier.TILE_ROWS * edgeRow, 64);
    }

    /** Computes some rows and columns of the result at c. */
    void multiply(int rows, int columns, Object a, int from, int depth, long b, long c, boolean accumulate) {
        Tile tile = tile(rows, Math.ceilDiv(columns, vectors.lanes()), accumulate);
        if (columns % vectors.lanes() == 0) {
            tile.multiply(a, from, depth, b, edgeRow, c, cRow);
            return;
        }
        long bytes = (long) columns * vectors.type.bytes();
        if (accumulate) {
            copy(rows, bytes, c, cRow, edge.address(), edgeRow);
        }
        tile.multiply(a, from, depth, b, edgeRow, edge.address(), edgeRow);
        copy(rows, bytes, edge.address(), edgeRow, c, cRow);
    }

    /** Rows are too short for anything but one element after the other. */
    static void copy(int rows, long bytes, long from, long fromRow, long to, long toRow) {
        for (int row = 0; row < rows; row++) {
            for (int offset = 0; offset < bytes; offset += Integer.BYTES) {
                int bits = MEMORY.get(JAVA_INT_UNALIGNED, from + row * fromRow + offset);
                MEMORY.set(JAVA_INT_UNALIGNED, to + row * toRow + offset, bits);
            }
        }
    }

    private Tile tile(int rows, int count, boolean accumulate) {
        int index = ((rows - 1) * Multiplier.PANEL_VECTORS + count - 1) * 2 + (accumulate ? 1 : 0);
        if (tiles[index] == null) {
            tiles[index] = TileCompiler.tile(
                    new TileCompiler.Form(vectors, rows, count, accumulate, Multiplier.TILE_ROWS, edgeRow));
        }
        return tiles[index];
    }
}
