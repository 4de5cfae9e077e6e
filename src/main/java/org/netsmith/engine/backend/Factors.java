package org.netsmith.engine.backend;

/**
 * The operands of a product {@code [rows, depth]·[depth, columns]}, either of which may lie in memory transposed.
 */
record Factors(Matrix a, boolean aTransposed, Matrix b, boolean bTransposed) {

    /** @throws IllegalArgumentException if types or depths differ */
    Factors {
        int aDepth = aTransposed ? a.rows() : a.columns();
        if (bTransposed) {
            b.require(a.type(), b.rows(), aDepth);
        } else {
            b.require(a.type(), aDepth, b.columns());
        }
    }

    /** The same if c can take their product. */
    Factors requireResult(Matrix c) {
        c.require(a.type(), rows(), columns()).requireApartFrom(a).requireApartFrom(b);
        return this;
    }

    int rows() {
        return aTransposed ? a.columns() : a.rows();
    }

    int columns() {
        return bTransposed ? b.rows() : b.columns();
    }

    int depth() {
        return aTransposed ? a.rows() : a.columns();
    }

    VectorType vectors() {
        return VectorType.of(a.type());
    }

    /** The address of a[row, depth]. */
    long aAddress(int row, int depth) {
        return aTransposed ? a.address(depth, row) : a.address(row, depth);
    }

    /** The address of b[depth, column]. */
    long bAddress(int depth, int column) {
        return bTransposed ? b.address(column, depth) : b.address(depth, column);
    }
}
