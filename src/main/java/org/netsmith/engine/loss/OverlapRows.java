package org.netsmith.engine.loss;

import java.util.Arrays;

/**
 * {@code 1 − top·t / (shared·t + targets·Σy + predictions·Σp + ε)} with the overlap {@code t = Σ y·p}: what Dice and
 * Tversky have in common.
 */
final class OverlapRows implements HostRows.Differentiable {

    private static final double EPSILON = 1e-7;

    /** The factors of overlap, targets and predictions. */
    record Factors(double top, double shared, double targets, double predictions) {

        static Factors of(Loss.Dice dice) {
            return new Factors(2, 0, 1, 1);
        }

        static Factors of(Loss.Tversky tversky) {
            return new Factors(1, 1 - tversky.alpha() - tversky.beta(), tversky.alpha(), tversky.beta());
        }
    }

    private final Factors factors;
    private final Groups groups;
    private final double[] overlaps;
    private final double[] bottoms;

    OverlapRows(Factors factors, Groups groups) {
        this.factors = factors;
        this.groups = groups;
        this.overlaps = new double[groups.count()];
        this.bottoms = new double[groups.count()];
    }

    @Override
    public int rows() {
        return groups.count();
    }

    @Override
    public void losses(double[] y, double[] p, double[] losses) {
        Arrays.fill(overlaps, 0);
        Arrays.fill(bottoms, EPSILON);
        for (int i = 0; i < p.length; i++) {
            int row = groups.of()[i];
            overlaps[row] += y[i] * p[i];
            bottoms[row] += factors.targets() * y[i] + factors.predictions() * p[i] + factors.shared() * y[i] * p[i];
        }
        for (int row = 0; row < losses.length; row++) {
            losses[row] = 1 - factors.top() * overlaps[row] / bottoms[row];
        }
    }

    @Override
    public void gradient(double[] y, double[] p, double[] weights, double[] gradient) {
        for (int i = 0; i < p.length; i++) {
            int row = groups.of()[i];
            double bottomSlope = factors.predictions() + factors.shared() * y[i];
            double slope = y[i] - overlaps[row] / bottoms[row] * bottomSlope;
            gradient[i] = -weights[row] * factors.top() * slope / bottoms[row];
        }
    }
}
