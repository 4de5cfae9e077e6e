package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of a product of few rows, as in answering one request: b is read once where it lies, by tiles of many
 * vectors, as packing it would cost more than the product. The last vector of a row ends with it and may compute some
 * elements a second time.
 */
final class FewRowsPart implements Operation {

    private static final int SUMS = 8;

    private final Factors factors;
    private final List<Step> steps = new ArrayList<>();

    private record Step(Tile tile, Tile.Strides strides, long b, long c) {}

    FewRowsPart(Factors factors, Matrix c, Range columns) {
        this.factors = factors;
        int lanes = factors.vectors().lanes();
        int widest = Math.max(2, SUMS / Integer.highestOneBit(factors.rows()));
        int column = columns.from();
        while (column < columns.to()) {
            int width = Math.clamp((columns.to() - column) / lanes, 1, widest) * lanes;
            steps.add(step(c, Math.min(column, factors.columns() - width), width));
            column += width;
        }
    }

    /** Whether a product has so few rows that packing does not pay. */
    static boolean suits(Factors factors) {
        return factors.rows() < ProductPart.TILE_ROWS
                && factors.rows() > 0
                && !factors.bTransposed()
                && factors.columns() >= factors.vectors().lanes();
    }

    private Step step(Matrix c, int column, int width) {
        VectorType vectors = factors.vectors();
        long element = vectors.type.bytes();
        long aRow = factors.aTransposed() ? element : factors.a().stride();
        long aDepth = factors.aTransposed() ? factors.a().stride() : element;
        var form = new TileCompiler.Form(
                vectors, factors.rows(), width / vectors.lanes(), false, factors.aTransposed() ? 0 : element, 0);
        return new Step(
                TileCompiler.tile(form),
                new Tile.Strides(aRow, aDepth, factors.b().stride(), c.stride()),
                factors.bAddress(0, column),
                c.address(0, column));
    }

    @Override
    public void run() {
        long a = factors.aAddress(0, 0);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            step.tile.multiply(step.strides, a, step.b, step.c, factors.depth());
        }
    }
}
