package org.netsmith.engine.fit;

import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/**
 * What watches over training. The record's name is the Keras class name, its components the Keras arguments with
 * Keras' defaults.
 *
 * @see <a href="https://keras.io/api/callbacks/">Keras: callbacks</a>
 */
public sealed interface Callback {

    /**
     * Ends training when the monitored value has not improved by more than {@code min_delta} for {@code patience}
     * epochs.
     *
     * @param monitor default {@code val_loss}
     * @param mode {@code auto}, {@code min} or {@code max}; auto knows the direction of the loss and of every metric
     * @param baseline patience counts on until the value is better than this
     * @param restoreBestWeights whether the weights of the best epoch come back at the end, whatever ended training
     */
    record EarlyStopping(
            @Nullable String monitor,
            @Nullable Double minDelta,
            @Nullable @PositiveOrZero Integer patience,
            @Nullable @Pattern(regexp = "auto|min|max") String mode,
            @Nullable Double baseline,
            @Nullable Boolean restoreBestWeights,
            @Nullable @PositiveOrZero Integer startFromEpoch)
            implements Callback {

        public EarlyStopping {
            monitor = monitor == null ? "val_loss" : monitor;
            minDelta = minDelta == null ? 0.0 : Math.abs(minDelta);
            patience = patience == null ? 0 : patience;
            mode = mode == null ? "auto" : mode;
            restoreBestWeights = restoreBestWeights != null && restoreBestWeights;
            startFromEpoch = startFromEpoch == null ? 0 : startFromEpoch;
        }
    }
}
