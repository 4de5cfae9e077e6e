package org.netsmith.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.fit.Fit;
import org.netsmith.serving.Outputs.Scores;

class OutputsTests {

    private static final List<String> ANIMALS = List.of("cat", "dog", "emu");

    @Test
    void probabilitiesAreAnsweredAsTheyAre() {
        Outputs outputs = new Outputs.Categorical(ANIMALS, Scores.PROBABILITIES, DType.FLOAT32);

        Prediction.Label prediction = (Prediction.Label) outputs.read(new double[] {0.25f, 0.5f, 0.25f});

        assertThat(prediction.label()).isEqualTo("dog");
        assertThat(prediction.probabilities().keySet()).containsExactly("cat", "dog", "emu");
        assertThat(prediction.probabilities().values()).containsExactly(0.25f, 0.5f, 0.25f);
    }

    @Test
    void logitsBecomeProbabilitiesHoweverLargeTheyAre() {
        Outputs outputs = new Outputs.Categorical(ANIMALS, Scores.LOGITS, DType.FLOAT64);

        Prediction.Label prediction = (Prediction.Label) outputs.read(new double[] {1000, 1000 + Math.log(3), -1e30});

        assertThat(prediction.label()).isEqualTo("dog");
        assertThat(prediction.probabilities().get("cat").doubleValue()).isCloseTo(0.25, within(1e-12));
        assertThat(prediction.probabilities().get("dog").doubleValue()).isCloseTo(0.75, within(1e-12));
        assertThat(prediction.probabilities().get("emu").doubleValue()).isZero();
    }

    @Test
    void ofEquallyProbableClassesTheFirstIsAnswered() {
        Outputs outputs = new Outputs.Categorical(ANIMALS, Scores.LOGITS, DType.FLOAT32);

        assertThat(((Prediction.Label) outputs.read(new double[] {1, 2, 2})).label())
                .isEqualTo("dog");
    }

    @Test
    void outputsBeyondTheLabelsAreNotAnswered() {
        Outputs outputs = new Outputs.Categorical(List.of("a", "b"), Scores.PROBABILITIES, DType.FLOAT32);

        Prediction.Label prediction = (Prediction.Label) outputs.read(new double[] {0.1, 0.2, 0.7});

        assertThat(prediction.label()).isEqualTo("b");
        assertThat(prediction.probabilities()).hasSize(2);
    }

    @Test
    void oneOutputIsTheProbabilityOfTheSecondLabel() {
        Outputs outputs = new Outputs.Binary(List.of("no", "yes"), Scores.PROBABILITIES, DType.FLOAT32);

        Prediction.Label prediction = (Prediction.Label) outputs.read(new double[] {0.75f});

        assertThat(prediction.label()).isEqualTo("yes");
        assertThat(prediction.probabilities().values()).containsExactly(0.25f, 0.75f);
    }

    @Test
    void oneLogitOfZeroIsEvenAndMeansTheFirstLabel() {
        Outputs outputs = new Outputs.Binary(List.of("no", "yes"), Scores.LOGITS, DType.FLOAT32);

        Prediction.Label prediction = (Prediction.Label) outputs.read(new double[] {0});

        assertThat(prediction.label()).isEqualTo("no");
        assertThat(prediction.probabilities().values()).containsExactly(0.5f, 0.5f);
    }

    @Test
    void aValueIsInTheTargetsOwnUnits() {
        Outputs outputs = new Outputs.Scaled(new Fit.TargetScale(50, 1_000), DType.FLOAT32);

        assertThat(outputs.read(new double[] {-0.5})).isEqualTo(new Prediction.Value(975f));
    }
}
