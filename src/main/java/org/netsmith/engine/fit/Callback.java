package org.netsmith.engine.fit;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.ExpressionException;

/**
 * What watches over training. The record's name is the Keras class name, its components the Keras arguments with
 * Keras' defaults.
 *
 * @see <a href="https://keras.io/api/callbacks/">Keras: callbacks</a>
 */
public sealed interface Callback {

    /** A callback that watches one key of the history. */
    sealed interface Monitoring extends Callback {

        /** A key of the history, as in {@code val_loss}. */
        String monitor();

        /** {@code auto}, {@code min} or {@code max}; auto knows the direction of losses and metrics. */
        String mode();
    }

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
            implements Monitoring {

        public EarlyStopping {
            monitor = monitor == null ? "val_loss" : monitor;
            minDelta = minDelta == null ? 0.0 : Math.abs(minDelta);
            patience = patience == null ? 0 : patience;
            mode = mode == null ? "auto" : mode;
            restoreBestWeights = restoreBestWeights != null && restoreBestWeights;
            startFromEpoch = startFromEpoch == null ? 0 : startFromEpoch;
        }
    }

    /**
     * Multiplies the learning rate by {@code factor} when the monitored value has not improved by more than {@code
     * min_delta} for {@code patience} epochs.
     *
     * @param monitor default {@code val_loss}
     * @param factor below 1, default 0.1
     * @param patience default 10
     * @param minDelta default 1e-4
     * @param cooldown how many epochs after a reduction count nothing, default 0
     * @param minLr the rate never falls below this, default 0
     */
    record ReduceLROnPlateau(
            @Nullable String monitor,

            @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax(value = "1", inclusive = false)
            Double factor,

            @Nullable @PositiveOrZero Integer patience,
            @Nullable @Pattern(regexp = "auto|min|max") String mode,
            @Nullable @DecimalMin("0") Double minDelta,
            @Nullable @PositiveOrZero Integer cooldown,
            @Nullable @DecimalMin("0") Double minLr)
            implements Monitoring {

        public ReduceLROnPlateau {
            monitor = monitor == null ? "val_loss" : monitor;
            factor = factor == null ? 0.1 : factor;
            patience = patience == null ? 10 : patience;
            mode = mode == null ? "auto" : mode;
            minDelta = minDelta == null ? 1e-4 : minDelta;
            cooldown = cooldown == null ? 0 : cooldown;
            minLr = minLr == null ? 0.0 : minLr;
        }
    }

    /**
     * Sets the learning rate before each epoch. Where Keras takes a Python function, this is a formula in {@code epoch}
     * (from 0) and {@code lr}, the rate in force: {@code "0.01 * 0.5^floor(epoch / 10)"}.
     *
     * @param schedule the formula
     * @param parameters values of further names in it
     */
    record LearningRateScheduler(String schedule, @Nullable Map<String, Double> parameters) implements Callback {

        public LearningRateScheduler {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
            requireKnownNames(schedule, parameters);
        }

        private static void requireKnownNames(String schedule, Map<String, Double> parameters) {
            try {
                for (String name : Expression.parse(schedule).variables()) {
                    if (!name.equals("epoch") && !name.equals("lr") && !parameters.containsKey(name)) {
                        throw new IllegalArgumentException(
                                "unknown name '%s' in schedule; expected epoch, lr or a parameter".formatted(name));
                    }
                }
            } catch (ExpressionException e) {
                throw new IllegalArgumentException("schedule: " + e.getMessage(), e);
            }
        }

        /** The rate of an epoch, counted from 0. */
        double at(int epoch, double learningRate) {
            Map<String, Double> values = new HashMap<>(parameters);
            values.put("epoch", (double) epoch);
            values.put("lr", learningRate);
            return Expression.parse(schedule).evaluate(values);
        }
    }

    /**
     * Ends training at the first loss that is NaN or infinite; the epoch is still reported. Without this callback such
     * a loss makes training fail, as it does where {@code raise_error} is true.
     */
    record TerminateOnNaN(@Nullable Boolean raiseError) implements Callback {

        public TerminateOnNaN {
            raiseError = raiseError != null && raiseError;
        }
    }

    /**
     * Keeps the weights as they are after an epoch: of every epoch, or of each that is the best so far. Where they are
     * kept is not the request's to say, so Keras' {@code filepath} means nothing here.
     *
     * @param monitor default {@code val_loss}
     * @param saveBestOnly whether only improvements are kept, default false
     * @param initialValueThreshold what the first value to be kept must improve on
     */
    record ModelCheckpoint(
            @Nullable String monitor,
            @Nullable Boolean saveBestOnly,
            @Nullable @Pattern(regexp = "auto|min|max") String mode,
            @Nullable Double initialValueThreshold)
            implements Monitoring {

        public ModelCheckpoint {
            monitor = monitor == null ? "val_loss" : monitor;
            saveBestOnly = saveBestOnly != null && saveBestOnly;
            mode = mode == null ? "auto" : mode;
        }
    }

    /**
     * Evaluates with the optimizer's averages of the weights ({@code use_ema}) in place of the weights themselves.
     *
     * @param swapOnEpoch whether the averages also stand in the network between one epoch and the next, so that what
     *     is kept of an epoch are they
     */
    record SwapEMAWeights(@Nullable Boolean swapOnEpoch) implements Callback {

        public SwapEMAWeights {
            swapOnEpoch = swapOnEpoch != null && swapOnEpoch;
        }
    }
}
