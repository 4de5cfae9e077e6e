package org.netsmith.bench;

import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** What predictions are worth, measured as scikit-learn does it. */
final class Scores {

    private Scores() {}

    /** The share of rows whose label was predicted. */
    static double accuracy(List<String> truth, List<String> predicted) {
        return IntStream.range(0, truth.size())
                .mapToDouble(row -> truth.get(row).equals(predicted.get(row)) ? 1 : 0)
                .average()
                .orElseThrow();
    }

    /** The mean over the labels that occur of 2·hits / (rows + predictions). */
    static double macroF1(List<String> truth, List<String> predicted) {
        return IntStream.range(0, truth.size())
                .boxed()
                .flatMap(row -> List.of(truth.get(row), predicted.get(row)).stream())
                .distinct()
                .mapToDouble(label -> f1(label, truth, predicted))
                .average()
                .orElseThrow();
    }

    private static double f1(String label, List<String> truth, List<String> predicted) {
        long hits = count(truth.size(), row -> label.equals(truth.get(row)) && label.equals(predicted.get(row)));
        long all = count(truth.size(), row -> label.equals(truth.get(row)))
                + count(truth.size(), row -> label.equals(predicted.get(row)));
        return 2.0 * hits / all;
    }

    private static long count(int rows, IntPredicate condition) {
        return IntStream.range(0, rows).filter(condition).count();
    }

    /** The area under the ROC curve; of several labels the mean of each against the rest. */
    static double rocAuc(List<String> truth, List<Map<String, Double>> probabilities) {
        return truth.stream()
                .distinct()
                .mapToDouble(label -> rocAuc(
                        truth.stream().map(label::equals).toList(),
                        probabilities.stream()
                                .mapToDouble(row -> row.getOrDefault(label, 0.0))
                                .toArray()))
                .average()
                .orElseThrow();
    }

    /** By the ranks of the true rows among all; equal scores share their mean rank. */
    private static double rocAuc(List<Boolean> truth, double[] scores) {
        Integer[] order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble(row -> scores[row]))
                .toArray(Integer[]::new);
        double ranks = 0;
        long trues = 0;
        for (int from = 0; from < order.length; ) {
            int to = from;
            while (to < order.length && scores[order[to]] == scores[order[from]]) {
                to++;
            }
            long tied = Arrays.stream(order, from, to).filter(truth::get).count();
            ranks += tied * (from + 1 + to) / 2.0;
            trues += tied;
            from = to;
        }
        return (ranks - trues * (trues + 1) / 2.0) / (trues * (scores.length - trues));
    }

    /** The root of the mean squared error. */
    static double rmse(double[] truth, double[] predicted) {
        return Math.sqrt(squares(truth, predicted) / truth.length);
    }

    /** {@code 1 − Σ(y − p)² / Σ(y − mean)²}. */
    static double r2(double[] truth, double[] predicted) {
        double[] mean = new double[truth.length];
        Arrays.fill(mean, Arrays.stream(truth).average().orElseThrow());
        return 1 - squares(truth, predicted) / squares(truth, mean);
    }

    private static double squares(double[] one, double[] other) {
        return IntStream.range(0, one.length)
                .mapToDouble(i -> (one[i] - other[i]) * (one[i] - other[i]))
                .sum();
    }

    /** The standard deviation of each score over the runs (divisor n). */
    static Map<String, Double> deviation(List<Map<String, Double>> runs) {
        Map<String, Double> mean = mean(runs);
        Map<String, Double> deviation = new LinkedHashMap<>();
        mean.forEach((score, middle) -> deviation.put(
                score,
                Math.sqrt(runs.stream()
                        .mapToDouble(run -> Math.pow(run.get(score) - middle, 2))
                        .average()
                        .orElseThrow())));
        return deviation;
    }

    /** The means of the scores of several runs. */
    static Map<String, Double> mean(List<Map<String, Double>> runs) {
        Map<String, Double> mean = new LinkedHashMap<>();
        runs.getFirst()
                .keySet()
                .forEach(name -> mean.put(
                        name,
                        runs.stream()
                                .mapToDouble(run -> run.get(name))
                                .average()
                                .orElseThrow()));
        return mean;
    }
}
