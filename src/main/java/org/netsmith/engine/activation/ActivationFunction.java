package org.netsmith.engine.activation;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.expression.Definition;
import org.netsmith.engine.expression.Differentiable;

/**
 * What a layer does to its pre-activations. The Keras id of a kind is its name in snake_case ({@code HardSigmoid} is
 * {@code hard_sigmoid}); its components are the arguments of the Keras function with Keras' defaults.
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras: activations</a>
 */
public sealed interface ActivationFunction {

    /** Keras cuts at ±3 by comparisons that leave the slope 0 there. */
    String HARD_SIGMOID = "select(x <= -3, 0, select(x >= 3, 1, x / 6 + 0.5))";

    /** An activation that maps each element by itself: one formula in {@code x}, from which everything else follows. */
    sealed interface Elementwise extends ActivationFunction, Differentiable {

        @Override
        default String variable() {
            return "x";
        }
    }

    /** An activation of all elements that lie along one axis. */
    sealed interface AlongAxis extends ActivationFunction {

        /** The axis in {@code [batch, …]}, negative from the end. */
        Integer axis();
    }

    /** {@code x}. */
    @Aliases("None")
    @Definition("x")
    record Linear() implements Elementwise {}

    /**
     * {@code x} above the threshold, {@code negative_slope·(x − threshold)} below, clipped to [0, max_value] where
     * that is given.
     *
     * @param negativeSlope default 0
     * @param maxValue default none
     * @param threshold default 0
     */
    record Relu(
            @Nullable @DecimalMin("0") Double negativeSlope,
            @Nullable @DecimalMin("0") Double maxValue,
            @Nullable @DecimalMin("0") Double threshold)
            implements Elementwise {

        public Relu {
            negativeSlope = negativeSlope == null ? 0.0 : negativeSlope;
            threshold = threshold == null ? 0.0 : threshold;
        }

        @Override
        public String formula() {
            if (negativeSlope == 0) {
                return clipped();
            }
            boolean leaky = maxValue == null && threshold == 0;
            return leaky ? "select(x > 0, x, a * x)" : clipped() + " - a * max(t - x, 0)";
        }

        /**
         * Keras computes a maximum of 6 by another operation, whose derivative at 6 is 0 where that of all others is
         * 1.
         */
        private String clipped() {
            String above = "select(x > t, x, 0)";
            if (maxValue == null) {
                return above;
            }
            String comparison = maxValue == 6 && threshold == 0 ? ">=" : ">";
            return "select(%1$s %2$s m, m, select(%1$s < 0, 0, %1$s))".formatted(above, comparison);
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", negativeSlope, "m", maxValue == null ? 0.0 : maxValue, "t", threshold);
        }
    }

    /** {@code min(max(x, 0), 6)}, whose derivative at 6 is 0. */
    @Definition("select(x >= 6, 6, select(x > 0, x, 0))")
    record Relu6() implements Elementwise {}

    /**
     * {@code x} above 0, {@code negative_slope·x} below.
     *
     * @param negativeSlope default 0.2; the layer LeakyReLU has 0.3
     */
    record LeakyRelu(@Nullable @DecimalMin("0") Double negativeSlope) implements Elementwise {

        public LeakyRelu {
            negativeSlope = negativeSlope == null ? 0.2 : negativeSlope;
        }

        @Override
        public String formula() {
            return "select(x > 0, x, a * x)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", negativeSlope);
        }
    }

    /**
     * {@code x} above 0, {@code alpha·(eˣ − 1)} below (Clevert et al. 2016).
     *
     * @param alpha default 1
     */
    record Elu(@Nullable Double alpha) implements Elementwise {

        public Elu {
            alpha = alpha == null ? 1.0 : alpha;
        }

        @Override
        public String formula() {
            return "select(x > 0, x, a * expm1(x))";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", alpha);
        }
    }

    /** The exponential linear unit that keeps mean 0 and variance 1 (Klambauer et al. 2017). */
    @Definition("1.0507009873554805 * select(x >= 0, x, 1.6732632423543772 * expm1(x))")
    record Selu() implements Elementwise {}

    /**
     * {@code max(x, 0) + alpha·(e^(min(x, 0)/alpha) − 1)} (Barron 2017). Both parts count at 0, where the derivative
     * is 2, as in Keras.
     *
     * @param alpha default 1
     */
    record Celu(@Nullable @Positive Double alpha) implements Elementwise {

        public Celu {
            alpha = alpha == null ? 1.0 : alpha;
        }

        @Override
        public String formula() {
            return "select(x >= 0, x, 0) + a * expm1(select(x <= 0, x, 0) / a)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", alpha);
        }
    }

    /**
     * {@code x·Φ(x)}, Φ being the normal distribution (Hendrycks and Gimpel 2016).
     *
     * @param approximate whether Φ is taken from a tanh, default false
     */
    record Gelu(@Nullable Boolean approximate) implements Elementwise {

        public Gelu {
            approximate = approximate != null && approximate;
        }

        @Override
        public String formula() {
            return approximate
                    ? "0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x^3)))"
                    : "0.5 * x * (1 + erf(x / sqrt(2)))";
        }
    }

    /** {@code x·σ(x)}, also known as swish. */
    @Aliases("swish")
    @Definition("x * sigmoid(x)")
    record Silu() implements Elementwise {}

    /** {@code x·tanh(softplus(x))} (Misra 2019). */
    @Definition("x * tanh(softplus(x))")
    record Mish() implements Elementwise {}

    @Definition("softplus(x)") record Softplus() implements Elementwise {}
    @Definition("x / (1 + abs(x))") record Softsign() implements Elementwise {}

    /**
     * {@code (x + √(x² + b)) / 2}.
     *
     * @param b how round the bend at 0 is, default 4
     */
    record Squareplus(@Nullable @PositiveOrZero Double b) implements Elementwise {

        public Squareplus {
            b = b == null ? 4.0 : b;
        }

        @Override
        public String formula() {
            return "(x + sqrt(x^2 + b)) / 2";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("b", b);
        }
    }

    /**
     * {@code x} drawn towards 0 by the threshold, 0 within it.
     *
     * @param threshold default 0.5
     */
    record SoftShrink(@Nullable @PositiveOrZero Double threshold) implements Elementwise {

        public SoftShrink {
            threshold = threshold == null ? 0.5 : threshold;
        }

        @Override
        public String formula() {
            return "select(x > t, x - t, select(x < -t, x + t, 0))";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("t", threshold);
        }
    }

    /**
     * {@code x} beyond the threshold on either side, else 0.
     *
     * @param threshold default 0.5
     */
    record HardShrink(@Nullable @PositiveOrZero Double threshold) implements Elementwise {

        public HardShrink {
            threshold = threshold == null ? 0.5 : threshold;
        }

        @Override
        public String formula() {
            return "select(abs(x) > t, x, 0)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("t", threshold);
        }
    }

    @Definition("x - tanh(x)") record TanhShrink() implements Elementwise {}
    @Definition("tanh(x)") record Tanh() implements Elementwise {}

    /** {@code x} cut at −1 and 1, where the derivative is still 1. */
    @Definition("clip(x, -1, 1)")
    record HardTanh() implements Elementwise {}

    @Definition("sigmoid(x)") record Sigmoid() implements Elementwise {}

    /** {@code x/6 + ½} cut at 0 and 1. */
    @Definition(HARD_SIGMOID)
    record HardSigmoid() implements Elementwise {}

    /** {@code x} times the hard sigmoid of x (Howard et al. 2019), also known as hard swish. */
    @Aliases("hard_swish")
    record HardSilu() implements Elementwise {
        @Override
        public String formula() {
            return "x * " + HARD_SIGMOID;
        }
    }

    @Definition("-softplus(-x)") record LogSigmoid() implements Elementwise {}

    /** {@code (x + 1)/2} cut at 0 and 1, where the derivative is 0. */
    @Definition("select(x <= -1, 0, select(x >= 1, 1, 0.5 * (x + 1)))")
    record SparseSigmoid() implements Elementwise {}

    /** 0 up to −1, {@code (x + 1)²/4} up to 1, then {@code x}. */
    @Definition("select(x <= -1, 0, select(x < 1, (x + 1)^2 / 4, x))")
    record SparsePlus() implements Elementwise {}

    @Definition("exp(x)") record Exponential() implements Elementwise {}

    /** {@code x} above the threshold, the default value elsewhere. */
    record Threshold(Double threshold, Double defaultValue) implements Elementwise {
        @Override
        public String formula() {
            return "select(x > t, x, d)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("t", threshold, "d", defaultValue);
        }
    }

    /** A formula that somebody posted: any expression in {@code x} and its parameters. */
    record Formula(String expression, @Nullable Map<String, Double> parameters) implements Elementwise {

        public Formula {
            parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
        }

        @Override
        public String formula() {
            return expression;
        }
    }

    /**
     * {@code exp(x − max) / Σ exp(x − max)}.
     *
     * @param axis default −1, the last
     */
    record Softmax(@Nullable Integer axis) implements AlongAxis {

        public Softmax {
            axis = axis == null ? -1 : axis;
        }

        /** Over the last axis. */
        public Softmax() {
            this(-1);
        }
    }

    /**
     * {@code x − log Σ exp x}.
     *
     * @param axis default −1, the last
     */
    record LogSoftmax(@Nullable Integer axis) implements AlongAxis {

        public LogSoftmax {
            axis = axis == null ? -1 : axis;
        }
    }

    /**
     * {@code max(x − τ, 0)} (Martins and Astudillo 2016) with τ as Keras computes it: of the largest k elements, those
     * that are in the support, the running sums are added up, and {@code τ = (Σ sums − 1) / k}. That is the projection
     * onto the simplex where k is 1; for a larger k the results do not add up to 1.
     *
     * @param axis default −1, the last
     */
    record Sparsemax(@Nullable Integer axis) implements AlongAxis {

        public Sparsemax {
            axis = axis == null ? -1 : axis;
        }
    }

    /**
     * {@code a·σ(b)}, where a is the first half of x and b the second: half as wide as what goes in (Dauphin et al.
     * 2017).
     *
     * @param axis default −1, the last
     */
    record Glu(@Nullable Integer axis) implements AlongAxis {

        public Glu {
            axis = axis == null ? -1 : axis;
        }
    }
}
