package org.netsmith.engine.loss;

/** {@code max(max (1 − y)·p − Σ y·p + 1, 0)}; equal maxima share the gradient, as in Keras. */
record CategoricalHingeRows(int rows, int units) implements HostRows.Differentiable {

    @Override
    public void losses(double[] y, double[] p, double[] losses) {
        for (int row = 0; row < rows; row++) {
            losses[row] = Math.max(highest(y, p, row) - positive(y, p, row) + 1, 0);
        }
    }

    @Override
    public void gradient(double[] y, double[] p, double[] weights, double[] gradient) {
        for (int row = 0; row < rows; row++) {
            double highest = highest(y, p, row);
            double weight = highest - positive(y, p, row) + 1 >= 0 ? weights[row] : 0;
            double share = weight / ties(y, p, row, highest);
            for (int i = row * units; i < (row + 1) * units; i++) {
                double other = 1 - y[i];
                gradient[i] = (other * p[i] == highest ? share * other : 0) - weight * y[i];
            }
        }
    }

    private double positive(double[] y, double[] p, int row) {
        double sum = 0;
        for (int i = row * units; i < (row + 1) * units; i++) {
            sum += y[i] * p[i];
        }
        return sum;
    }

    private double highest(double[] y, double[] p, int row) {
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = row * units; i < (row + 1) * units; i++) {
            highest = Math.max(highest, (1 - y[i]) * p[i]);
        }
        return highest;
    }

    private int ties(double[] y, double[] p, int row, double highest) {
        int ties = 0;
        for (int i = row * units; i < (row + 1) * units; i++) {
            ties += (1 - y[i]) * p[i] == highest ? 1 : 0;
        }
        return Math.max(1, ties);
    }
}
