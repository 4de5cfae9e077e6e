package org.netsmith.engine.loss;

import java.util.Arrays;

/**
 * Connectionist temporal classification by the forward-backward algorithm, all in logarithms. The states of a sequence
 * are its symbols with a blank before, between and behind them.
 */
final class Alignments implements HostRows.Differentiable {

    private static final int BLANK = 0;
    private static final double NEVER = Double.NEGATIVE_INFINITY;

    private final int rows;
    private final int steps;
    private final int symbols;
    private final int length;
    private final double[] logarithms;
    private final double[][] forward;
    private final double[][] backward;
    private final double[] totals;

    /** @param length the longest sequence of symbols */
    Alignments(int rows, int steps, int symbols, int length) {
        this.rows = rows;
        this.steps = steps;
        this.symbols = symbols;
        this.length = length;
        this.logarithms = new double[rows * steps * symbols];
        this.forward = new double[steps][2 * length + 1];
        this.backward = new double[steps][2 * length + 1];
        this.totals = new double[symbols];
    }

    @Override
    public int rows() {
        return rows;
    }

    @Override
    public void losses(double[] y, double[] p, double[] losses) {
        for (int step = 0; step < rows * steps; step++) {
            logSoftmax(p, step * symbols);
        }
        for (int row = 0; row < rows; row++) {
            goForward(y, row);
            losses[row] = -probability(states(y, row));
        }
    }

    private void logSoftmax(double[] p, int from) {
        double highest = NEVER;
        for (int i = from; i < from + symbols; i++) {
            highest = Math.max(highest, p[i]);
        }
        double sum = 0;
        for (int i = from; i < from + symbols; i++) {
            sum += Math.exp(p[i] - highest);
        }
        for (int i = from; i < from + symbols; i++) {
            logarithms[i] = p[i] - highest - Math.log(sum);
        }
    }

    /** Twice the number of symbols that are not padding, and one. */
    private int states(double[] y, int row) {
        int count = 0;
        for (int i = row * length; i < (row + 1) * length; i++) {
            count += y[i] == BLANK ? 0 : 1;
        }
        return 2 * count + 1;
    }

    private int symbol(double[] y, int row, int state) {
        return state % 2 == 0 ? BLANK : (int) y[row * length + state / 2];
    }

    private double logarithm(double[] y, int row, int step, int state) {
        int symbol = symbol(y, row, state);
        return symbol < 0 || symbol >= symbols ? NEVER : logarithms[(row * steps + step) * symbols + symbol];
    }

    /** A blank may be left out between two different symbols. */
    private boolean mayLeap(double[] y, int row, int state) {
        return state % 2 == 1 && state > 1 && symbol(y, row, state) != symbol(y, row, state - 2);
    }

    private void goForward(double[] y, int row) {
        int states = states(y, row);
        for (int step = 0; step < steps; step++) {
            for (int state = 0; state < states; state++) {
                double before = step == 0 ? (state < 2 ? 0 : NEVER) : before(y, row, step, state);
                forward[step][state] = before + logarithm(y, row, step, state);
            }
        }
    }

    private double before(double[] y, int row, int step, int state) {
        double[] last = forward[step - 1];
        double sum = state == 0 ? last[0] : logSum(last[state], last[state - 1]);
        return mayLeap(y, row, state) ? logSum(sum, last[state - 2]) : sum;
    }

    private void goBackward(double[] y, int row) {
        int states = states(y, row);
        for (int step = steps - 1; step >= 0; step--) {
            for (int state = states - 1; state >= 0; state--) {
                backward[step][state] =
                        step == steps - 1 ? (state >= states - 2 ? 0 : NEVER) : behind(y, row, step + 1, state, states);
            }
        }
    }

    private double behind(double[] y, int row, int step, int state, int states) {
        double sum = NEVER;
        for (int next = state; next < Math.min(states, state + 3); next++) {
            if (next < state + 2 || mayLeap(y, row, next)) {
                sum = logSum(sum, backward[step][next] + logarithm(y, row, step, next));
            }
        }
        return sum;
    }

    private double probability(int states) {
        double[] last = forward[steps - 1];
        return states == 1 ? last[0] : logSum(last[states - 1], last[states - 2]);
    }

    @Override
    public void gradient(double[] y, double[] p, double[] weights, double[] gradient) {
        for (int row = 0; row < rows; row++) {
            goForward(y, row);
            goBackward(y, row);
            double probability = probability(states(y, row));
            for (int step = 0; step < steps; step++) {
                collect(y, row, step, probability);
                write(row, step, weights[row], gradient);
            }
        }
    }

    /** How probable each symbol is at a step, given the sequence. */
    private void collect(double[] y, int row, int step, double probability) {
        Arrays.fill(totals, 0);
        for (int state = 0; state < states(y, row); state++) {
            double share = Math.exp(forward[step][state] + backward[step][state] - probability);
            int symbol = symbol(y, row, state);
            if (symbol >= 0 && symbol < symbols) {
                totals[symbol] += share;
            }
        }
    }

    private void write(int row, int step, double weight, double[] gradient) {
        for (int symbol = 0; symbol < symbols; symbol++) {
            int i = (row * steps + step) * symbols + symbol;
            gradient[i] = weight == 0 ? 0 : weight * (Math.exp(logarithms[i]) - totals[symbol]);
        }
    }

    private static double logSum(double a, double b) {
        double highest = Math.max(a, b);
        return highest == NEVER ? NEVER : highest + Math.log1p(Math.exp(-Math.abs(a - b)));
    }
}
