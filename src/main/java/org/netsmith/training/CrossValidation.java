package org.netsmith.training;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What the folds of a cross-validation told so far: each was held out in turn while a network was trained on the
 * others, from the same initial weights.
 *
 * @param mean of each metric over the folds
 * @param std the sample standard deviation of each metric (divisor n − 1), 0 for one fold
 */
@Schema(name = "CrossValidation")
record CrossValidation(List<Fold> folds, Map<String, Double> mean, Map<String, Double> std) {

    /**
     * One fold.
     *
     * @param fold from 1
     * @param metrics of the rows of this fold, by a network that was not trained on them
     * @param epochs after how many epochs its weights were taken
     */
    record Fold(
            @Schema(example = "1") int fold,

            @Schema(example = "{\"loss\": 0.1, \"accuracy\": 0.97}")
            Map<String, Double> metrics,

            @Schema(example = "37") int epochs) {}

    CrossValidation {
        folds = List.copyOf(folds);
    }

    static CrossValidation of(List<Fold> folds) {
        SortedMap<String, Double> mean = new TreeMap<>();
        SortedMap<String, Double> std = new TreeMap<>();
        List<String> shared = folds.isEmpty()
                ? List.of()
                : folds.getFirst().metrics().keySet().stream()
                        .filter(name ->
                                folds.stream().allMatch(fold -> fold.metrics().containsKey(name)))
                        .toList();
        for (String name : shared) {
            double average = average(folds, fold -> fold.metrics().get(name));
            double squares = average(folds, fold -> Math.pow(fold.metrics().get(name) - average, 2)) * folds.size();
            mean.put(name, average);
            std.put(name, Math.sqrt(squares / Math.max(1, folds.size() - 1)));
        }
        return new CrossValidation(folds, mean, std);
    }

    /** How long to train on all rows: as long as the folds needed on average, rounded; at least 1. */
    int epochsOfModel() {
        return Math.max(1, (int) Math.round(average(folds, Fold::epochs)));
    }

    private static double average(List<Fold> folds, ToDoubleFunction<Fold> value) {
        return folds.stream().mapToDouble(value).average().orElse(0);
    }
}
