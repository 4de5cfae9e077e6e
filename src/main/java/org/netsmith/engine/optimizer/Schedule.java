package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A learning rate that depends on the batches seen. The record's name is the Keras class name, its components the Keras
 * config with Keras' defaults; in the formulas r is the initial rate and t the fraction step/steps.
 *
 * @see <a href="https://keras.io/api/optimizers/learning_rate_schedules/">Keras: learning rate schedules</a>
 */
public sealed interface Schedule extends LearningRate {

    /** {@code r·rateᵗ}; as a staircase with t rounded down. */
    record ExponentialDecay(
            @PositiveOrZero @DecimalMax("1e6") Double initialLearningRate,
            @Positive Double decaySteps,
            @PositiveOrZero Double decayRate,
            @Nullable Boolean staircase)
            implements Schedule {

        public ExponentialDecay {
            staircase = staircase != null && staircase;
        }

        @Override
        public double at(long step) {
            double fraction = step / decaySteps;
            return initialLearningRate * StrictMath.pow(decayRate, staircase ? Math.floor(fraction) : fraction);
        }
    }

    /** {@code values[i]} after the i-th boundary; a step on a boundary still has the value before it. */
    record PiecewiseConstantDecay(List<Double> boundaries, List<Double> values) implements Schedule {

        public PiecewiseConstantDecay {
            boundaries = List.copyOf(boundaries);
            values = List.copyOf(values);
            if (boundaries.isEmpty() || boundaries.size() != values.size() - 1) {
                throw new IllegalArgumentException(
                        "expected at least one boundary and one value more than boundaries, received %d and %d"
                                .formatted(boundaries.size(), values.size()));
            }
            if (!boundaries.equals(boundaries.stream().sorted().distinct().toList())) {
                throw new IllegalArgumentException("expected rising boundaries, received " + boundaries);
            }
            if (values.stream().anyMatch(value -> !(value >= 0 && value <= 1e6))) {
                throw new IllegalArgumentException("expected values from 0 to 1e6, received " + values);
            }
        }

        @Override
        public double at(long step) {
            int passed = 0;
            while (passed < boundaries.size() && step > boundaries.get(passed)) {
                passed++;
            }
            return values.get(passed);
        }
    }

    /**
     * {@code (r − end)·(1 − t)^power + end}, from t = 1 on the end; with {@code cycle} the steps are stretched to their
     * next multiple instead.
     */
    record PolynomialDecay(
            @PositiveOrZero @DecimalMax("1e6") Double initialLearningRate,
            @Positive Double decaySteps,
            @Nullable @PositiveOrZero @DecimalMax("1e6") Double endLearningRate,
            @Nullable @PositiveOrZero Double power,
            @Nullable Boolean cycle)
            implements Schedule {

        public PolynomialDecay {
            endLearningRate = endLearningRate == null ? 1e-4 : endLearningRate;
            power = power == null ? 1.0 : power;
            cycle = cycle != null && cycle;
        }

        @Override
        public double at(long step) {
            double steps = cycle ? decaySteps * Math.max(1, Math.ceil(step / decaySteps)) : decaySteps;
            double left = 1 - Math.min(step, steps) / steps;
            return (initialLearningRate - endLearningRate) * StrictMath.pow(left, power) + endLearningRate;
        }
    }

    /** {@code r/(1 + rate·t)}; as a staircase with t rounded down. */
    record InverseTimeDecay(
            @PositiveOrZero @DecimalMax("1e6") Double initialLearningRate,
            @Positive Double decaySteps,
            @PositiveOrZero Double decayRate,
            @Nullable Boolean staircase)
            implements Schedule {

        public InverseTimeDecay {
            staircase = staircase != null && staircase;
        }

        @Override
        public double at(long step) {
            double fraction = step / decaySteps;
            return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(fraction) : fraction));
        }
    }

    /**
     * {@code r·((1 − α)·½(1 + cos πt) + α)}, from t = 1 on {@code r·α}. With a {@code warmup_target} the rate first
     * rises to it in a line, and the cosine starts from there (Loshchilov and Hutter 2016).
     */
    record CosineDecay(
            @PositiveOrZero @DecimalMax("1e6") Double initialLearningRate,
            @Positive Double decaySteps,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double alpha,
            @Nullable @PositiveOrZero @DecimalMax("1e6") Double warmupTarget,
            @Nullable @PositiveOrZero Double warmupSteps)
            implements Schedule {

        public CosineDecay {
            alpha = alpha == null ? 0.0 : alpha;
            warmupSteps = warmupSteps == null ? 0.0 : warmupSteps;
        }

        @Override
        public double at(long step) {
            if (warmupTarget == null) {
                return initialLearningRate * cosine(step);
            }
            return step < warmupSteps
                    ? (warmupTarget - initialLearningRate) * (step / warmupSteps) + initialLearningRate
                    : warmupTarget * cosine(step - warmupSteps);
        }

        private double cosine(double step) {
            double fraction = Math.min(step, decaySteps) / decaySteps;
            return (1 - alpha) * 0.5 * (1 + StrictMath.cos(Math.PI * fraction)) + alpha;
        }
    }

    /**
     * The cosine of {@link CosineDecay} again and again: each period is {@code t_mul} times as long as the one before
     * and starts {@code m_mul} times as high (Loshchilov and Hutter 2016).
     */
    record CosineDecayRestarts(
            @PositiveOrZero @DecimalMax("1e6") Double initialLearningRate,
            @Positive Double firstDecaySteps,

            @JsonProperty("t_mul") @Nullable @DecimalMin("1")
            Double periodFactor,

            @JsonProperty("m_mul") @Nullable @PositiveOrZero Double heightFactor,

            @Nullable @DecimalMin("0") @DecimalMax("1") Double alpha)
            implements Schedule {

        public CosineDecayRestarts {
            periodFactor = periodFactor == null ? 2.0 : periodFactor;
            heightFactor = heightFactor == null ? 1.0 : heightFactor;
            alpha = alpha == null ? 0.0 : alpha;
        }

        @Override
        public double at(long step) {
            double fraction = step / firstDecaySteps;
            double restarts = periodFactor == 1 ? Math.floor(fraction) : restarts(fraction);
            double height = StrictMath.pow(heightFactor, restarts);
            double cosine = 0.5 * height * (1 + StrictMath.cos(Math.PI * withinPeriod(fraction, restarts)));
            return initialLearningRate * ((1 - alpha) * cosine + alpha);
        }

        /** How many periods, 1 + f + f² + …, are over. */
        private double restarts(double fraction) {
            return Math.floor(StrictMath.log(1 - fraction * (1 - periodFactor)) / StrictMath.log(periodFactor));
        }

        private double withinPeriod(double fraction, double restarts) {
            if (periodFactor == 1) {
                return fraction - restarts;
            }
            double length = StrictMath.pow(periodFactor, restarts);
            return (fraction - (1 - length) / (1 - periodFactor)) / length;
        }
    }
}
