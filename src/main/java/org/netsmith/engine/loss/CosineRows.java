package org.netsmith.engine.loss;

import java.util.Arrays;

/** {@code −Σ ŷ·p̂}; a length is at least 1e-7, and where it is less it counts as constant. */
final class CosineRows implements HostRows.Differentiable {

    private static final double MAXIMUM_INVERSE = 1e7;

    private final Groups groups;
    private final double[] products;
    private final double[] targets;
    private final double[] predictions;

    CosineRows(Groups groups) {
        this.groups = groups;
        this.products = new double[groups.count()];
        this.targets = new double[groups.count()];
        this.predictions = new double[groups.count()];
    }

    @Override
    public int rows() {
        return groups.count();
    }

    @Override
    public void losses(double[] y, double[] p, double[] losses) {
        Arrays.fill(products, 0);
        Arrays.fill(targets, 0);
        Arrays.fill(predictions, 0);
        for (int i = 0; i < p.length; i++) {
            int row = groups.of()[i];
            products[row] += y[i] * p[i];
            targets[row] += y[i] * y[i];
            predictions[row] += p[i] * p[i];
        }
        for (int row = 0; row < losses.length; row++) {
            losses[row] = -products[row] * inverse(targets[row]) * inverse(predictions[row]);
        }
    }

    @Override
    public void gradient(double[] y, double[] p, double[] weights, double[] gradient) {
        for (int i = 0; i < p.length; i++) {
            int row = groups.of()[i];
            double inverse = inverse(predictions[row]);
            double slope = inverse < MAXIMUM_INVERSE ? products[row] * inverse * inverse * p[i] : 0;
            gradient[i] = weights[row] * inverse(targets[row]) * inverse * (slope - y[i]);
        }
    }

    private static double inverse(double squares) {
        return Math.min(1 / Math.sqrt(squares), MAXIMUM_INVERSE);
    }
}
