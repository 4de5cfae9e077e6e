package org.netsmith.engine.activation;

import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.expression.Expression;

/**
 * What a layer does to its pre-activations. The Keras id of a kind is its name in snake_case ({@code HardSigmoid} is
 * {@code hard_sigmoid}); its components are the arguments of the Keras function with Keras' defaults.
 *
 * @see <a href="https://keras.io/api/layers/activations/">Keras: activations</a>
 */
public sealed interface ActivationFunction {

    /** An activation that maps each element by itself: one formula in {@code x}, from which everything else follows. */
    sealed interface Elementwise extends ActivationFunction {

        /** The formula in {@code x}; other names are {@link #parameters()}. */
        String formula();

        /** The values of the formula's parameters. */
        default Map<String, Double> parameters() {
            return Map.of();
        }

        /** The formula in {@code x} alone, parameters put in. */
        default Expression asExpression() {
            Map<String, Expression> values = parameters().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry -> Expression.constant(entry.getValue())));
            return Expression.parse(formula()).substitute(values).simplify();
        }
    }

    @Aliases("None")
    record Linear() implements Elementwise {
        @Override
        public String formula() {
            return "x";
        }
    }

    /**
     * {@code x} above the threshold, {@code negative_slope·(x − threshold)} below, clipped to [0, max_value] where
     * that is given.
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

    record Selu() implements Elementwise {
        @Override
        public String formula() {
            return "1.0507009873554805 * select(x >= 0, x, 1.6732632423543772 * expm1(x))";
        }
    }

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

    @Aliases("swish")
    record Silu() implements Elementwise {
        @Override
        public String formula() {
            return "x * sigmoid(x)";
        }
    }

    record Softplus() implements Elementwise {
        @Override
        public String formula() {
            return "softplus(x)";
        }
    }

    record Softsign() implements Elementwise {
        @Override
        public String formula() {
            return "x / (1 + abs(x))";
        }
    }

    record Tanh() implements Elementwise {
        @Override
        public String formula() {
            return "tanh(x)";
        }
    }

    record Sigmoid() implements Elementwise {
        @Override
        public String formula() {
            return "sigmoid(x)";
        }
    }

    record HardSigmoid() implements Elementwise {
        @Override
        public String formula() {
            return "select(x <= -3, 0, select(x >= 3, 1, x / 6 + 0.5))";
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

    /** Over the last axis: {@code exp(x − max) / Σ exp(x − max)}. */
    record Softmax() implements ActivationFunction {}
}
