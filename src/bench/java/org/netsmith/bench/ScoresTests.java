package org.netsmith.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Against numbers of scikit-learn. */
class ScoresTests {

    private static final List<String> TRUTH = List.of("a", "a", "b", "b", "c");
    private static final List<String> PREDICTED = List.of("a", "b", "b", "b", "a");

    @Test
    void labelsAreCounted() {
        assertThat(Scores.accuracy(TRUTH, PREDICTED)).isEqualTo(0.6, within(1e-12));
        assertThat(Scores.macroF1(TRUTH, PREDICTED)).isEqualTo((0.5 + 0.8 + 0) / 3, within(1e-12));
    }

    @Test
    void equalScoresShareTheirRank() {
        List<Map<String, Double>> scores = List.of(
                Map.of("yes", 0.9, "no", 0.1),
                Map.of("yes", 0.5, "no", 0.5),
                Map.of("yes", 0.5, "no", 0.5),
                Map.of("yes", 0.2, "no", 0.8));

        assertThat(Scores.rocAuc(List.of("yes", "yes", "no", "no"), scores)).isEqualTo(0.875, within(1e-12));
        assertThat(Scores.rocAuc(List.of("no", "yes", "no", "no"), scores)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void numbersAreMeasuredInTheirUnits() {
        double[] truth = {3, -0.5, 2, 7};
        double[] predicted = {2.5, 0.0, 2, 8};

        assertThat(Scores.rmse(truth, predicted)).isEqualTo(0.6123724356957945, within(1e-12));
        assertThat(Scores.r2(truth, predicted)).isEqualTo(0.9486081370449679, within(1e-12));
    }

    @Test
    void runsAreTakenTogether() {
        List<Map<String, Double>> runs = List.of(Map.of("r2", 0.5), Map.of("r2", 0.7));

        assertThat(Scores.mean(runs).get("r2")).isEqualTo(0.6, within(1e-12));
        assertThat(Scores.deviation(runs).get("r2")).isEqualTo(0.1, within(1e-12));
    }
}
