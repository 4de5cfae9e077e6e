package org.netsmith.engine.initializer;

import org.netsmith.engine.backend.Philox;

/**
 * The Q of the QR decomposition of a random matrix, by Householder reflections. Where Q's columns are turned so that
 * the diagonal of R is positive, every orthonormal basis is equally likely (Mezzadri 2007). All sums run in one order,
 * so the bits depend on the random numbers alone.
 */
final class OrthonormalBasis {

    private final double[][] columns;
    private final double[] diagonal;

    private OrthonormalBasis(double[][] columns) {
        this.columns = columns;
        this.diagonal = new double[columns.length];
    }

    /** A matrix, row-major, whose columns (or rows, if they are fewer) are orthonormal. */
    static double[] drawn(int rows, int columns, Philox philox) {
        double[][] tall = new double[Math.min(rows, columns)][Math.max(rows, columns)];
        for (int i = 0; i < tall[0].length; i++) {
            for (int j = 0; j < tall.length; j++) {
                tall[j][i] = philox.nextNormal();
            }
        }
        double[][] basis = new OrthonormalBasis(tall).basis();
        double[] values = new double[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                values[i * columns + j] = rows < columns ? basis[i][j] : basis[j][i];
            }
        }
        return values;
    }

    private double[][] basis() {
        for (int k = 0; k < columns.length; k++) {
            reflect(k);
        }
        double[][] basis = new double[columns.length][columns[0].length];
        for (int j = 0; j < basis.length; j++) {
            basis[j][j] = Math.signum(diagonal[j]);
            for (int k = basis.length - 1; k >= 0; k--) {
                apply(k, basis[j]);
            }
        }
        return basis;
    }

    /**
     * Turns column k into a reflection, of length √2, that clears what lies below the diagonal; applies it to the rest.
     */
    private void reflect(int k) {
        double[] column = columns[k];
        double length = Math.sqrt(dot(column, column, k));
        diagonal[k] = column[k] > 0 ? -length : length;
        column[k] -= diagonal[k];
        double scale = Math.sqrt(2 / dot(column, column, k));
        for (int i = k; i < column.length; i++) {
            column[i] *= scale;
        }
        for (int j = k + 1; j < columns.length; j++) {
            apply(k, columns[j]);
        }
    }

    /** {@code x − v·(v·x)} for the reflection v of column k. */
    private void apply(int k, double[] x) {
        double[] reflection = columns[k];
        double product = dot(reflection, x, k);
        for (int i = k; i < x.length; i++) {
            x[i] -= reflection[i] * product;
        }
    }

    private static double dot(double[] a, double[] b, int from) {
        double sum = 0;
        for (int i = from; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
