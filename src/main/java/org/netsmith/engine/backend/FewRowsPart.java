package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.List;

/**
 * Columns of a product of few rows, as in answering one request: b is read once where it lies, by tiles of many
 * vectors, as packing it would cost more than the product. The last vector of a row ends with it and may compute some
 * elements a second time.
 */
final class FewRowsPart implements Operation {

    private static final int MOST_ROWS = 5;
    private static final int SUMS = 8;

    private final Factors factors;
    private final long cRow;
    private final Range depth;
    private final Range[] rows;
    private final Interleaved a;
    private final List<Step> steps = new ArrayList<>();

    private record Step(Tile tile, long b, long c) {}

    FewRowsPart(Factors factors, Matrix c, Range columns) {
        this.factors = factors;
        this.cRow = c.stride();
        this.depth = new Range(0, factors.depth());
        this.rows = new Range[] {new Range(0, factors.rows())};
        this.a = new Interleaved(factors, factors.rows(), Math.multiplyExact(factors.rows(), factors.depth()));
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
        return factors.rows() <= MOST_ROWS
                && factors.rows() > 0
                && !factors.bTransposed()
                && factors.columns() >= factors.vectors().lanes();
    }

    private Step step(Matrix c, int column, int width) {
        VectorType vectors = factors.vectors();
        var form = new TileCompiler.Form(vectors, factors.rows(), width / vectors.lanes(), false, factors.rows(), 0);
        return new Step(TileCompiler.tile(form), factors.bAddress(0, column), c.address(0, column));
    }

    @Override
    public void run() {
        a.fill(depth, rows);
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            step.tile.multiply(a.array(), 0, depth.size(), step.b, factors.b().stride(), step.c, cRow);
        }
    }
}
