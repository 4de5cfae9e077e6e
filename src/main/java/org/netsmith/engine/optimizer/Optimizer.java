package org.netsmith.engine.optimizer;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.function.ObjDoubleConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.expression.Program;

/**
 * How gradients change weights. The record's name is the Keras class name, its components the Keras config with Keras'
 * defaults. In the formulas w is a weight, g its gradient, lr the learning rate and t the update, counted from 1.
 *
 * @see <a href="https://keras.io/api/optimizers/">Keras: optimizers</a>
 */
public sealed interface Optimizer permits Optimizer.Elementwise, Adafactor, Lamb, Muon, LossScaleOptimizer {

    LearningRate learningRate();

    Common common();

    /** The work of one update: everything but clipping by norms, accumulation and averages. */
    Operation step(Workspace workspace);

    /**
     * Sets the numbers besides {@code lr} that change from update to update, the same ones each time.
     *
     * @param update counted from 1
     * @param learningRate the rate in force
     * @param numbers takes each by the name that programs call it
     */
    default void setNumbers(long update, double learningRate, ObjDoubleConsumer<String> numbers) {}

    /** Adam's correction of the rate for moments that start at zero: {@code √(1 − β₂ᵗ)/(1 − β₁ᵗ)}. */
    static double correction(double beta1, double beta2, long update) {
        return Math.sqrt(1 - StrictMath.pow(beta2, update)) / (1 - StrictMath.pow(beta1, update));
    }

    /**
     * Adam's moments, {@code m += (g − m)(1 − β₁); v += (g² − v)(1 − β₂)}.
     *
     * <p>What is too small to move a weight counts as zero: the moments of a unit that no longer learns would else
     * shrink into subnormal numbers, which slowed whole steps of a small network to half. TensorFlow flushes them too.
     */
    static String moments(double beta1, double beta2) {
        return ("d = select(abs(g) < 1e-18, 0, g); "
                        + "m = m + (d - m) * %s; m = select(abs(m) < 1e-30, 0, m); "
                        + "v = v + (select(q < 1e-36, 0, q) - v) * %s; v = select(v < 1e-36, 0, v); ")
                .formatted(1 - beta1, 1 - beta2);
    }

    /** An optimizer that treats every element alike: one program over the flat weights. */
    sealed interface Elementwise extends Optimizer
            permits SGD, RMSprop, Adam, AdamW, Adamax, Nadam, Adagrad, Adadelta, Ftrl, Lion, ScheduleFreeAdamW {

        /**
         * The update of {@code w} by {@code g}, as in {@code w = w - lr * g}. The square of the gradient has a name of
         * its own, {@code q}: see {@link Variable}.
         */
        String program();

        /** The program with {@code q} explained, where it is used. */
        default String update() {
            return squares() + program();
        }

        private String squares() {
            return Program.parse(program()).inputs().contains("q") ? "q = g^2; " : "";
        }

        /** The slots that the program reads and writes. */
        List<Slot> slots();

        @Override
        default Operation step(Workspace workspace) {
            slots().forEach(workspace::add);
            return workspace.pass(common().prelude() + (workspace.hasSquares() ? program() : update()));
        }
    }

    /** {@code m = μ·m − lr·g; w += m}, with Nesterov {@code w += μ·m − lr·g}; without momentum {@code w −= lr·g}. */
    record SGD(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,
            @Nullable Boolean nesterov)
            implements Elementwise {

        public SGD {
            learningRate = LearningRate.or(learningRate, 0.01);
            common = Common.or(common);
            momentum = momentum == null ? 0.0 : momentum;
            nesterov = nesterov != null && nesterov;
        }

        /** With a constant rate and no other argument of {@link Common}. */
        public SGD(@Nullable Double learningRate, @Nullable Double momentum, @Nullable Boolean nesterov) {
            this(LearningRate.of(learningRate), null, momentum, nesterov);
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
        public List<Slot> slots() {
            return momentum == 0 ? List.of() : List.of(Slot.zero("m"));
        }
    }

    /**
     * {@code v = ρ·v + (1 − ρ)·g²; w −= lr·g/√(v + ε)}; centred, v loses the square of the mean gradient (Hinton
     * 2012).
     */
    record RMSprop(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double rho,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double momentum,
            @Nullable @PositiveOrZero Double epsilon,
            @Nullable Boolean centered)
            implements Elementwise {

        public RMSprop {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            rho = rho == null ? 0.9 : rho;
            momentum = momentum == null ? 0.0 : momentum;
            epsilon = epsilon == null ? 1e-7 : epsilon;
            centered = centered != null && centered;
        }

        /** With a constant rate and no other argument of {@link Common}. */
        public RMSprop(
                @Nullable Double learningRate,
                @Nullable Double rho,
                @Nullable Double momentum,
                @Nullable Double epsilon,
                @Nullable Boolean centered) {
            this(LearningRate.of(learningRate), null, rho, momentum, epsilon, centered);
        }

        @Override
        public String program() {
            String square = "v = %s * v + %s * q; ".formatted(rho, 1 - rho);
            String mean = centered ? "a = %s * a + %s * g; ".formatted(rho, 1 - rho) : "";
            String step = "u = lr * g / sqrt(v%s + %s); ".formatted(centered ? " - a^2" : "", epsilon);
            return square
                    + mean
                    + step
                    + (momentum == 0 ? "w = w - u" : "m = %s * m + u; w = w - m".formatted(momentum));
        }

        @Override
        public List<Slot> slots() {
            return Stream.of("v", centered ? "a" : "", momentum == 0 ? "" : "m")
                    .filter(name -> !name.isEmpty())
                    .map(Slot::zero)
                    .toList();
        }
    }

    /**
     * {@code α = lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ); m += (g − m)(1 − β₁); v += (g² − v)(1 − β₂); w −= α·m/(√v + ε)}; with
     * {@code amsgrad} the highest v so far instead of v (Kingma and Ba 2014).
     */
    record Adam(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @PositiveOrZero Double epsilon,
            @Nullable Boolean amsgrad)
            implements Elementwise {

        public Adam {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-7 : epsilon;
            amsgrad = amsgrad != null && amsgrad;
        }

        /** With a constant rate and no other argument of {@link Common}. */
        public Adam(
                @Nullable Double learningRate,
                @Nullable Double beta1,
                @Nullable Double beta2,
                @Nullable Double epsilon,
                @Nullable Boolean amsgrad) {
            this(LearningRate.of(learningRate), null, beta1, beta2, epsilon, amsgrad);
        }

        @Override
        public String program() {
            String highest = amsgrad ? "h = max(h, v); " : "";
            return moments(beta1, beta2)
                    + highest
                    + "w = w - alpha * m / (sqrt(%s) + %s)".formatted(amsgrad ? "h" : "v", epsilon);
        }

        @Override
        public List<Slot> slots() {
            return amsgrad
                    ? List.of(Slot.zero("m"), Slot.zero("v"), Slot.zero("h"))
                    : List.of(Slot.zero("m"), Slot.zero("v"));
        }

        @Override
        public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
            numbers.accept("alpha", rate * correction(beta1, beta2, update));
        }
    }

    /** {@link Adam} with a weight decay of 0.004 unless told otherwise (Loshchilov and Hutter 2017). */
    record AdamW(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @PositiveOrZero Double epsilon,
            @Nullable Boolean amsgrad)
            implements Elementwise {

        public AdamW {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common).decayingBy(0.004);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-7 : epsilon;
            amsgrad = amsgrad != null && amsgrad;
        }

        @Override
        public String program() {
            return adam().program();
        }

        @Override
        public List<Slot> slots() {
            return adam().slots();
        }

        @Override
        public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
            numbers.accept("alpha", rate * correction(beta1, beta2, update));
        }

        private Adam adam() {
            return new Adam(learningRate, common, beta1, beta2, epsilon, amsgrad);
        }
    }

    /** {@code m += (g − m)(1 − β₁); u = max(β₂·u, |g|); w −= lr·m/((1 − β₁ᵗ)(u + ε))} (Kingma and Ba 2014). */
    record Adamax(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @PositiveOrZero Double epsilon)
            implements Elementwise {

        public Adamax {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-7 : epsilon;
        }

        @Override
        public String program() {
            return "m = m + (g - m) * %s; u = max(%s * u, abs(g)); w = w - alpha * m / (u + %s)"
                    .formatted(1 - beta1, beta2, epsilon);
        }

        @Override
        public List<Slot> slots() {
            return List.of(Slot.zero("m"), Slot.zero("u"));
        }

        @Override
        public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
            numbers.accept("alpha", rate / (1 - StrictMath.pow(beta1, update)));
        }
    }

    /**
     * Adam with Nesterov's momentum, whose decay follows {@code uₜ = β₁(1 − ½·0.96ᵗ)}, Pₜ their product so far:
     * {@code m̂ = uₜ₊₁·m/(1 − Pₜ₊₁) + (1 − uₜ)·g/(1 − Pₜ); w −= lr·m̂/(√(v/(1 − β₂ᵗ)) + ε)} (Dozat 2016).
     */
    record Nadam(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @PositiveOrZero Double epsilon)
            implements Elementwise {

        /** From here on 0.96ᵗ no longer changes 1 in double precision. */
        private static final int SETTLED = 1000;

        public Nadam {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-7 : epsilon;
        }

        @Override
        public String program() {
            return moments(beta1, beta2)
                    + "w = w - (past * m + present * d) / (sqrt(v * scale) + %s)".formatted(epsilon);
        }

        @Override
        public List<Slot> slots() {
            return List.of(Slot.zero("m"), Slot.zero("v"));
        }

        @Override
        public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
            double product = product(update);
            double next = momentum(update + 1);
            numbers.accept("past", rate * next / (1 - product * next));
            numbers.accept("present", rate * (1 - momentum(update)) / (1 - product));
            numbers.accept("scale", 1 / (1 - StrictMath.pow(beta2, update)));
        }

        private double momentum(long update) {
            return beta1 * (1 - 0.5 * StrictMath.pow(0.96, update));
        }

        /** {@code u₁·u₂·…·uₜ}. */
        private double product(long update) {
            double product = StrictMath.pow(beta1, update);
            double decay = 1;
            for (long i = Math.min(update, SETTLED); i > 0; i--) {
                decay *= 0.96;
                product *= 1 - 0.5 * decay;
            }
            return product;
        }
    }

    /** {@code a += g²; w −= lr·g/√(a + ε)}; a starts at the initial accumulator value (Duchi et al. 2011). */
    record Adagrad(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,
            @Nullable @PositiveOrZero Double initialAccumulatorValue,
            @Nullable @PositiveOrZero Double epsilon)
            implements Elementwise {

        public Adagrad {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            initialAccumulatorValue = initialAccumulatorValue == null ? 0.1 : initialAccumulatorValue;
            epsilon = epsilon == null ? 1e-7 : epsilon;
        }

        @Override
        public String program() {
            return "a = a + q; w = w - lr * g / sqrt(a + %s)".formatted(epsilon);
        }

        @Override
        public List<Slot> slots() {
            return List.of(new Slot("a", initialAccumulatorValue.toString()));
        }
    }

    /** {@code a = ρ·a + (1 − ρ)·g²; Δ = −√(s + ε)/√(a + ε)·g; s = ρ·s + (1 − ρ)·Δ²; w += lr·Δ} (Zeiler 2012). */
    record Adadelta(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double rho,
            @Nullable @PositiveOrZero Double epsilon)
            implements Elementwise {

        public Adadelta {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            rho = rho == null ? 0.95 : rho;
            epsilon = epsilon == null ? 1e-7 : epsilon;
        }

        @Override
        public String program() {
            return ("a = %1$s * a + %2$s * q; u = sqrt(s + %3$s) * g / sqrt(a + %3$s); "
                            + "s = %1$s * s + %2$s * u^2; w = w - lr * u")
                    .formatted(rho, 1 - rho, epsilon);
        }

        @Override
        public List<Slot> slots() {
            return List.of(Slot.zero("a"), Slot.zero("s"));
        }
    }

    /**
     * Follows the regularised leader, p the learning rate power: {@code n = a + g²; l += g + 2·shrinkage·w − (n⁻ᵖ −
     * a⁻ᵖ)/lr·w; w = (clip(l, −l1, l1) − l)/(n⁻ᵖ/lr + 2·l2 + β/lr); a = n} (McMahan et al. 2013).
     */
    record Ftrl(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,
            @Nullable @DecimalMax("0") Double learningRatePower,
            @Nullable @PositiveOrZero Double initialAccumulatorValue,

            @JsonProperty("l1_regularization_strength") @Nullable @PositiveOrZero
            Double l1,

            @JsonProperty("l2_regularization_strength") @Nullable @PositiveOrZero
            Double l2,

            @JsonProperty("l2_shrinkage_regularization_strength") @Nullable @PositiveOrZero
            Double l2Shrinkage,

            @Nullable @PositiveOrZero Double beta)
            implements Elementwise {

        public Ftrl {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            learningRatePower = learningRatePower == null ? -0.5 : learningRatePower;
            initialAccumulatorValue = initialAccumulatorValue == null ? 0.1 : initialAccumulatorValue;
            l1 = l1 == null ? 0.0 : l1;
            l2 = l2 == null ? 0.0 : l2;
            l2Shrinkage = l2Shrinkage == null ? 0.0 : l2Shrinkage;
            beta = beta == null ? 0.0 : beta;
        }

        @Override
        public String program() {
            return ("n = a + q; p = %1$s; l = l + g + %2$s * w - (p - %3$s) / lr * w; "
                            + "w = (clip(l, -%4$s, %4$s) - l) / (p / lr + %5$s + %6$s / lr); a = n")
                    .formatted(power("n"), 2 * l2Shrinkage, power("a"), l1, 2 * l2, beta);
        }

        private String power(String base) {
            return learningRatePower == -0.5 ? "sqrt(%s)".formatted(base) : base + "^" + Math.abs(learningRatePower);
        }

        @Override
        public List<Slot> slots() {
            return List.of(new Slot("a", initialAccumulatorValue.toString()), Slot.zero("l"));
        }
    }

    /** {@code w −= lr·sign(β₁·m + (1 − β₁)·g); m = β₂·m + (1 − β₂)·g} (Chen et al. 2023). */
    record Lion(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1") @Nullable @DecimalMin(value = "0", inclusive = false) @DecimalMax("1")
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax("1")
            Double beta2)
            implements Elementwise {

        public Lion {
            learningRate = LearningRate.or(learningRate, 0.001);
            common = Common.or(common);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.99 : beta2;
        }

        @Override
        public String program() {
            return "w = w - lr * sign(%s * m + %s * g); m = %s * m + %s * g"
                    .formatted(beta1, 1 - beta1, beta2, 1 - beta2);
        }

        @Override
        public List<Slot> slots() {
            return List.of(Slot.zero("m"));
        }
    }

    /**
     * AdamW that averages instead of following a schedule. z takes the steps, x averages z, and the weights lie
     * between: {@code v += (g² − v)(1 − β₂); z −= lr·g/(√(v/(1 − β₂ᵗ)) + ε); x = (w − (1 − β₁)·z)/β₁; x += (z − x)/t; w
     * = (1 − β₁)·z + β₁·x}. The rate rises in a line over the warm-up steps. As in Keras the weights stay where they
     * are when a fit ends (Defazio et al. 2024).
     *
     * <p>The paper takes x back from the z before the step. Keras 3.15.1 reads z after it, and so do we.
     */
    record ScheduleFreeAdamW(
            @Nullable LearningRate learningRate,
            @JsonUnwrapped @Nullable Common common,

            @JsonProperty("beta_1")
            @Nullable
            @DecimalMin(value = "0", inclusive = false)
            @DecimalMax(value = "1", inclusive = false)
            Double beta1,

            @JsonProperty("beta_2") @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
            Double beta2,

            @Nullable @PositiveOrZero Double epsilon,
            @Nullable @PositiveOrZero Integer warmupSteps)
            implements Elementwise {

        public ScheduleFreeAdamW {
            learningRate = LearningRate.or(learningRate, 0.0025);
            common = Common.or(common);
            beta1 = beta1 == null ? 0.9 : beta1;
            beta2 = beta2 == null ? 0.999 : beta2;
            epsilon = epsilon == null ? 1e-8 : epsilon;
            warmupSteps = warmupSteps == null ? 0 : warmupSteps;
        }

        @Override
        public String program() {
            return ("v = v + (q - v) * %1$s; z = z - alpha * g / (sqrt(v * scale) + %4$s); "
                            + "x = (w - %2$s * z) / %3$s; "
                            + "x = (1 - part) * x + part * z; w = %2$s * z + %3$s * x")
                    .formatted(1 - beta2, 1 - beta1, beta1, epsilon);
        }

        @Override
        public List<Slot> slots() {
            return List.of(new Slot("z", "w"), Slot.zero("v"));
        }

        @Override
        public void setNumbers(long update, double rate, ObjDoubleConsumer<String> numbers) {
            double warm = warmupSteps == 0 ? 1 : Math.min(1.0, update / (double) warmupSteps);
            numbers.accept("alpha", rate * warm);
            numbers.accept("scale", 1 / (1 - StrictMath.pow(beta2, update)));
            numbers.accept("part", 1.0 / update);
        }
    }
}
