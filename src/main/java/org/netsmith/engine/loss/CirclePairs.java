package org.netsmith.engine.loss;

import java.util.Arrays;

/**
 * The circle loss over all pairs of rows: {@code softplus(log Σ exp a(partners) + log Σ exp a(strangers))}. With the
 * distance {@code d = max(1 − pᵢ·pⱼ, 0)} a partner's {@code a = −gamma·(margin + d)·(margin − d)}, a stranger's {@code
 * a = gamma·(1 + margin − d)·(1 − margin − d)}, whose first factor is at least 0.
 */
final class CirclePairs implements HostRows.Differentiable {

    private final Loss.Circle circle;
    private final int rows;
    private final int size;
    private final double[] exponents;
    private final double[] partners;
    private final double[] strangers;

    CirclePairs(Loss.Circle circle, int rows, int size) {
        this.circle = circle;
        this.rows = rows;
        this.size = size;
        this.exponents = new double[rows];
        this.partners = new double[rows];
        this.strangers = new double[rows];
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void losses(double[] y, double[] p, double[] losses) {
        for (int i = 0; i < rows; i++) {
            partners[i] = logSum(y, p, i, true);
            strangers[i] = logSum(y, p, i, false);
            double sum = partners[i] + strangers[i];
            losses[i] = Math.max(sum, 0) + Math.log1p(Math.exp(-Math.abs(sum)));
        }
    }

    /** The logarithm of the sum of the exponentials; −∞ where there is no such row. */
    private double logSum(double[] y, double[] p, int i, boolean alike) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < rows; j++) {
            exponents[j] = isPair(y, i, j, alike) ? exponent(distance(p, i, j), alike) : Double.NEGATIVE_INFINITY;
            highest = Math.max(highest, exponents[j]);
        }
        double sum = 0;
        for (int j = 0; j < rows && highest > Double.NEGATIVE_INFINITY; j++) {
            sum += Math.exp(exponents[j] - highest);
        }
        return highest + Math.log(sum);
    }

    private boolean isPair(double[] y, int i, int j, boolean alike) {
        return (y[i] == y[j]) == alike && !(alike && i == j && circle.removeDiagonal());
    }

    private double distance(double[] p, int i, int j) {
        double product = 0;
        for (int k = 0; k < size; k++) {
            product += p[i * size + k] * p[j * size + k];
        }
        return Math.max(1 - product, 0);
    }

    private double exponent(double d, boolean alike) {
        double margin = circle.margin();
        return alike
                ? -circle.gamma() * Math.max(margin + d, 0) * (margin - d)
                : circle.gamma() * Math.max(1 + margin - d, 0) * (1 - margin - d);
    }

    private double slope(double d, boolean alike) {
        double margin = circle.margin();
        if (alike) {
            return 2 * circle.gamma() * d;
        }
        return 1 + margin - d > 0 ? circle.gamma() * (2 * d - 2) : 0;
    }

    @Override
    public void gradient(double[] y, double[] p, double[] weights, double[] gradient) {
        Arrays.fill(gradient, 0);
        for (int i = 0; i < rows; i++) {
            double sum = partners[i] + strangers[i];
            double weight = weights[i] / (1 + Math.exp(-sum));
            for (int j = 0; weight != 0 && j < rows; j++) {
                boolean alike = y[i] == y[j];
                double d = distance(p, i, j);
                if (d > 0 && isPair(y, i, j, alike)) {
                    double share = Math.exp(exponent(d, alike) - (alike ? partners[i] : strangers[i]));
                    pull(p, i, j, weight * share * slope(d, alike), gradient);
                }
            }
        }
    }

    /** The distance falls with each of the two rows as far as the other one reaches. */
    private void pull(double[] p, int i, int j, double slope, double[] gradient) {
        for (int k = 0; k < size; k++) {
            gradient[i * size + k] -= slope * p[j * size + k];
            gradient[j * size + k] -= slope * p[i * size + k];
        }
    }
}
