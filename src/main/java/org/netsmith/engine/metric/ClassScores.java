package org.netsmith.engine.metric;

import java.util.Arrays;

/** F-scores of the classes. */
final class ClassScores implements Accumulator {

    private static final double EPSILON = 1e-7;

    private final FScore metric;
    private double[] found = {};
    private double[] wrong = {};
    private double[] missed = {};

    ClassScores(FScore metric) {
        this.metric = metric;
    }

    @Override
    public void update(Batch batch) {
        int units = (int) batch.units();
        if (found.length == 0) {
            found = new double[units];
            wrong = new double[units];
            missed = new double[units];
        }
        for (long row = 0; row < batch.rows(); row++) {
            double threshold = threshold(batch, row);
            for (int unit = 0; unit < units; unit++) {
                add(batch, row, unit, threshold);
            }
        }
    }

    private void add(Batch batch, long row, int unit, double threshold) {
        double p = batch.prediction(row * found.length + unit);
        double y = batch.target(row * found.length + unit);
        double yes = isYes(p, threshold) ? batch.weight(row) : 0;
        double no = batch.weight(row) - yes;
        found[unit] += yes * y;
        wrong[unit] += yes * (1 - y);
        missed[unit] += no * y;
    }

    /** A row of zeros means nothing. */
    private boolean isYes(double p, double threshold) {
        return metric.threshold() == null ? p >= threshold && Math.abs(p) > 1e-9 : p > threshold;
    }

    private double threshold(Batch batch, long row) {
        if (metric.threshold() != null) {
            return metric.threshold();
        }
        double highest = Double.NEGATIVE_INFINITY;
        for (long i = row * batch.units(); i < (row + 1) * batch.units(); i++) {
            highest = Math.max(highest, batch.prediction(i));
        }
        return highest;
    }

    @Override
    public double result() {
        return Arrays.stream(values()).average().orElse(0);
    }

    @Override
    public double[] values() {
        return switch (metric.average()) {
            case null -> found.length == 0 ? new double[] {0} : scores();
            case MACRO -> new double[] {Arrays.stream(scores()).average().orElse(0)};
            case MICRO -> new double[] {score(sum(found), sum(wrong), sum(missed))};
            case WEIGHTED -> new double[] {weighted()};
        };
    }

    private double[] scores() {
        double[] scores = new double[found.length];
        for (int unit = 0; unit < scores.length; unit++) {
            scores[unit] = score(found[unit], wrong[unit], missed[unit]);
        }
        return scores;
    }

    private double score(double found, double wrong, double missed) {
        double precision = found / (found + wrong + EPSILON);
        double recall = found / (found + missed + EPSILON);
        double square = metric.beta() * metric.beta();
        return (1 + square) * precision * recall / (square * precision + recall + EPSILON);
    }

    private double weighted() {
        double all = sum(found) + sum(missed) + EPSILON;
        double[] scores = scores();
        double sum = 0;
        for (int unit = 0; unit < scores.length; unit++) {
            sum += scores[unit] * (found[unit] + missed[unit]) / all;
        }
        return sum;
    }

    private static double sum(double[] values) {
        return Arrays.stream(values).sum();
    }

    @Override
    public void reset() {
        Arrays.fill(found, 0);
        Arrays.fill(wrong, 0);
        Arrays.fill(missed, 0);
    }
}
