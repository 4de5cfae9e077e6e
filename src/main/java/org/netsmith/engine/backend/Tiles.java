package org.netsmith.engine.backend;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * The tiles of up to {@link ProductPart#TILE_ROWS} rows and two vectors that a packed product needs, made when first
 * asked for. Where the last vector of a panel is only partly within the result, a tile works on a copy with room for
 * all of it.
 */
final class Tiles {

    private final Factors factors;
    private final VectorType vectors;
    private final boolean packedA;
    private final Bound[] tiles = new Bound[ProductPart.TILE_ROWS * ProductPart.PANEL_VECTORS * 4];
    private final long cRow;
    private final long edgeRow;
    private final MemorySegment edge;

    /** A tile with its strides. */
    private record Bound(Tile tile, Tile.Strides strides) {}

    /** @param packedA whether a transposed a was packed into tiles of its own */
    Tiles(Factors factors, boolean packedA, long cRow) {
        this.factors = factors;
        this.packedA = packedA;
        this.vectors = factors.vectors();
        this.cRow = cRow;
        this.edgeRow = (long) ProductPart.PANEL_VECTORS * vectors.bytes();
        this.edge = Arena.ofAuto().allocate(ProductPart.TILE_ROWS * edgeRow, 64);
    }

    /** Computes some rows and columns of the result at c. */
    void multiply(int rows, int columns, long a, long b, long c, int depth, boolean accumulate) {
        boolean partial = columns % vectors.lanes() != 0;
        Bound bound = tile(rows, Math.ceilDiv(columns, vectors.lanes()), accumulate, partial);
        if (!partial) {
            bound.tile.multiply(bound.strides, a, b, c, depth);
            return;
        }
        long bytes = (long) columns * vectors.type.bytes();
        if (accumulate) {
            copy(rows, bytes, c, cRow, edge.address(), edgeRow);
        }
        bound.tile.multiply(bound.strides, a, b, edge.address(), depth);
        copy(rows, bytes, edge.address(), edgeRow, c, cRow);
    }

    private static void copy(int rows, long bytes, long from, long fromRow, long to, long toRow) {
        for (int row = 0; row < rows; row++) {
            MemorySegment.copy(AddressSpace.MEMORY, from + row * fromRow, AddressSpace.MEMORY, to + row * toRow, bytes);
        }
    }

    private Bound tile(int rows, int count, boolean accumulate, boolean partial) {
        int shape = (rows - 1) * ProductPart.PANEL_VECTORS + count - 1;
        int index = shape * 4 + (accumulate ? 2 : 0) + (partial ? 1 : 0);
        if (tiles[index] == null) {
            tiles[index] = make(rows, count, accumulate, partial ? edgeRow : cRow);
        }
        return tiles[index];
    }

    private Bound make(int rows, int count, boolean accumulate, long row) {
        long element = vectors.type.bytes();
        long aDepth =
                packedA ? rows * element : factors.aTransposed() ? factors.a().stride() : element;
        long aRow = factors.aTransposed() ? element : factors.a().stride();
        var form = new TileCompiler.Form(vectors, rows, count, accumulate, aDepth, edgeRow);
        return new Bound(TileCompiler.tile(form), new Tile.Strides(aRow, aDepth, edgeRow, row));
    }
}
