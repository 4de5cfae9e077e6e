package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Head;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.optimizer.Optimizer;

class CompileTests {

    private static final Optimizer SGD = new Optimizer.SGD(0.1, null, null);
    private static final Loss LOSS = new Loss.MeanSquaredError(null);
    private static final Metric ACCURACY = new Metric.Accuracy(null);
    private static final Metric ERROR = new Metric.MeanAbsoluteError(null);

    private static final Compile ONE = new Compile(SGD, LOSS, List.of(ACCURACY, ERROR), List.of(ACCURACY));
    private static final Compile TWO = new Compile(
            SGD,
            List.of(
                    new Head("a", LOSS, 1, List.of(ERROR), List.of()),
                    new Head("b", LOSS, 1, List.of(), List.of(ACCURACY))));

    private static boolean rises(Compile compile, String key, String mode) {
        return compile.higherIsBetter(new EarlyStopping(key, null, null, mode, null, null, null));
    }

    private static boolean rises(Compile compile, String key) {
        return rises(compile, key, "auto");
    }

    @Test
    void aWeightedMetricOfBothListsIsToldApart() {
        assertThat(ONE.keys()).containsExactly("loss", "accuracy", "mean_absolute_error", "weighted_accuracy");
    }

    @Test
    void severalOutputsPutTheirNamesInFront() {
        assertThat(TWO.keys()).containsExactly("loss", "a_loss", "b_loss", "a_mean_absolute_error", "b_accuracy");
    }

    @Test
    void theKindOfAMetricTellsItsDirection() {
        assertThat(rises(ONE, "accuracy")).isTrue();
        assertThat(rises(ONE, "val_accuracy")).isTrue();
        assertThat(rises(ONE, "val_weighted_accuracy")).isTrue();
        assertThat(rises(ONE, "val_mean_absolute_error")).isFalse();
        assertThat(rises(ONE, "val_loss")).isFalse();
    }

    @Test
    void anOutputsNameBelongsToTheKey() {
        assertThat(rises(TWO, "val_b_accuracy")).isTrue();
        assertThat(rises(TWO, "b_accuracy")).isTrue();
        assertThat(rises(TWO, "accuracy")).isFalse();
        assertThat(rises(TWO, "a_accuracy")).isFalse();
        assertThat(rises(TWO, "b_loss")).isFalse();
    }

    /** A metric of errors may be named so that it ends like one that is to rise. */
    @Test
    void aKeyThatOnlyEndsLikeAMetricIsNotIt() {
        Metric inaccuracy = new Metric.MeanAbsoluteError("lack_of_accuracy");
        Compile compile = new Compile(SGD, LOSS, List.of(inaccuracy, ACCURACY));

        assertThat(rises(compile, "lack_of_accuracy")).isFalse();
        assertThat(rises(compile, "accuracy")).isTrue();
    }

    @Test
    void theModeDecidesWhereItIsGiven() {
        assertThat(rises(ONE, "val_loss", "max")).isTrue();
        assertThat(rises(ONE, "val_accuracy", "min")).isFalse();
    }
}
