package org.netsmith.engine.backend;

/**
 * Sums and maxima over the rows or columns of a matrix in memory, each in one order that depends on nothing but its
 * length. Addresses and distances are in bytes.
 */
interface Sums {

    /** {@code y[j] = Σᵢ x[i, j]}: four sums of every fourth row, added in pairs. */
    void columns(long x, long stride, int rows, int columns, long y);

    /** {@code y[i] = Σⱼ x[i, j]}: one sum a lane, lanes added in pairs. */
    void rows(long x, long stride, int rows, int columns, long y);

    /** {@code y[i] = maxⱼ x[i, j]}, NaN where a row has one. */
    void maxima(long x, long stride, int rows, int columns, long y);

    static Sums of(DType type) {
        return switch (type) {
            case FLOAT32 -> new FloatSums();
            case FLOAT64 -> new DoubleSums();
            case STRING -> throw type.noNumbers();
        };
    }
}
