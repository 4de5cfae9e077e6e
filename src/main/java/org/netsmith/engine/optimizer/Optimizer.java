package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How gradients change weights: a program over the flat weights {@code w}, their gradients {@code g}, slots of the
 * same size that start at zero, and a few numbers that change from step to step. The record's name is the Keras class
 * name, its components the Keras config with Keras' defaults.
 *
 * @see <a href="https://keras.io/api/optimizers/">Keras: optimizers</a>
 */
public sealed interface Optimizer {

    Double learningRate();

    /** The update, as in {@code w = w - lr * g}. */
    String program();

    /** The slots that the program keeps, by name. */
    List<String> slots();

    /**
     * The numbers that the program reads besides its slots.
     *
     * @param iteration the update, counted from 1
     * @param learningRate the rate in force
     */
    default Map<String, Double> scalars(long iteration, double learningRate) {
        return Map.of("lr", learningRate);
    }

    /** {@code m = μ·m − lr·g; w += m}, with Nesterov {@code w += μ·m − lr·g}; without momentum {@code w −= lr·g}. */
    record SGD(
            @Nullable @Positive @DecimalMax("1e6") Double learningRate,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,
            @Nullable Boolean nesterov)
            implements Optimizer {

        public SGD {
            learningRate = learningRate == null ? 0.01 : learningRate;
            momentum = momentum == null ? 0.0 : momentum;
            nesterov = nesterov != null && nesterov;
        }

        @Override
        public String program() {
            if (momentum == 0) {
                return "w = w - lr * g";
            }
            String velocity = "m = %s * m - lr * g; ".formatted(momentum);
            return velocity + (nesterov ? "w = w + %s * m - lr * g".formatted(momentum) : "w = w + m");
        }

        @Override
        public List<String> slots() {
            return momentum == 0 ? List.of() : List.of("m");
        }
    }

    /**
     * {@code v = ρ·v + (1 − ρ)·g²; w −= lr·g/√(v + ε)}; centred, v loses the square of the mean gradient (Hinton
     * 2012).
     */
    record RMSprop(
            @Nullable @Positive @DecimalMax("1e6") Double learningRate,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double rho,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,
            @Nullable @DecimalMin("0") Double epsilon,
            @Nullable Boolean centered)
            implements Optimizer {

        public RMSprop {
            learningRate = learningRate == null ? 0.001 : learningRate;
            rho = rho == null ? 0.9 : rho;
            momentum = momentum == null ? 0.0 : momentum;
            epsilon = epsilon == null ? 1e-7 : epsilon;
            centered = centered != null && centered;
        }

        @Override
        public String program() {
            String square = "v = %s * v + %s * g^2; ".formatted(rho, 1 - rho);
            String mean = centered ? "a = %s * a + %s * g; ".formatted(rho, 1 - rho) : "";
            String step = "u = lr * g / sqrt(v%s + %s); ".formatted(centered ? " - a^2" : "", epsilon);
            return square
                    + mean
                    + step
                    + (momentum == 0 ? "w = w - u" : "m = %s * m + u; w = w - m".formatted(momentum));
        }

        @Override
        public List<String> slots() {
            return java.util.stream.Stream.of("v", centered ? "a" : "", momentum == 0 ? "" : "m")
                    .filter(name -> !name.isEmpty())
                    .toList();
        }
    }

    /**
     * {@code α = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ); m += (g − m)(1 − β₁); v += (g² − v)(1 − β₂); w −= α·m/(√v + ε)} (Kingma and
     * Ba 2014).
     *
     * <p>What is too small to move a weight counts as zero: the moments of a unit that no longer learns would else
     * shrink into subnormal numbers, which slowed whole steps of a small network to half. TensorFlow flushes them too.
     */
    record Adam(
            @Nullable @Positive @DecimalMax("1e6") Double learningRate,

            @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @DecimalMin("0") Double epsilon,
            @Nullable Boolean amsgrad)
            implements Optimizer {

        public Adam {
            learningRate = learningRate == null ? 0.001 : learningRate;
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-7 : epsilon;
            amsgrad = amsgrad != null && amsgrad;
        }

        @Override
        public String program() {
            String moments = ("d = select(abs(g) < 1e-18, 0, g); "
                            + "m = m + (d - m) * %s; m = select(abs(m) < 1e-30, 0, m); "
                            + "v = v + (d^2 - v) * %s; v = select(v < 1e-36, 0, v); ")
                    .formatted(1 - beta1, 1 - beta2);
            String highest = amsgrad ? "h = max(h, v); " : "";
            return moments + highest + "w = w - alpha * m / (sqrt(%s) + %s)".formatted(amsgrad ? "h" : "v", epsilon);
        }

        @Override
        public List<String> slots() {
            return amsgrad ? List.of("m", "v", "h") : List.of("m", "v");
        }

        @Override
        public Map<String, Double> scalars(long iteration, double rate) {
            double correction =
                    Math.sqrt(1 - StrictMath.pow(beta2, iteration)) / (1 - StrictMath.pow(beta1, iteration));
            return Map.of("alpha", rate * correction);
        }
    }
}
