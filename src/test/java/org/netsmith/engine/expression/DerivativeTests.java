package org.netsmith.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivativeTests {

    private static final double STEP = 1e-6;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "3",
                "a*x + 1",
                "x^2",
                "x^3 - 2*x",
                "x^a",
                "a^x",
                "(x^2 + 1)^(x/2)",
                "(x^2 + 1)^-1.5",
                "1/x",
                "a/(x^2 + 1)",
                "x/(1 + abs(x))",
                "exp(a*x)",
                "log(x^2 + 1)",
                "log1p(x^2)",
                "expm1(x)",
                "sqrt(x^2 + a)",
                "abs(x)",
                "tanh(a*x)",
                "sigmoid(x)",
                "softplus(x)",
                "erf(x/sqrt(2))",
                "sin(x)*cos(a*x)",
                "floor(x) + x",
                "sign(x)*x^2",
                "min(x, a)",
                "max(x, 0)",
                "max(x^2, a*x)",
                "clip(x, -1, 1)",
                "clip(x^3, -a, a*x)",
                "select(x > 0, x, a*(exp(x) - 1))",
                "select(x < a and x > -a, x^2, 0)",
                "0.5*x*(1 + erf(x/sqrt(2)))",
                "x*sigmoid(x)",
                "x*tanh(softplus(x))",
                "x - tanh(x)",
                "x + sin(a*x)^2/a",
                "select(abs(a - x) <= 1, 0.5*(a - x)^2, abs(a - x) - 0.5)",
                "-(a*log(sigmoid(x)) + (1 - a)*log(1 - sigmoid(x)))"
            })
    void agreesWithTheDifferenceQuotient(String formula) {
        Expression value = Expression.parse(formula);
        Expression slope = value.derivative("x");
        var random = new SplittableRandom(formula.hashCode());
        for (int i = 0; i < 200; i++) {
            double x = random.nextDouble(-4, 4);
            double a = random.nextDouble(0.3, 2);
            double quotient = (at(value, x + STEP, a) - at(value, x - STEP, a)) / (2 * STEP);
            if (Double.isFinite(quotient)) {
                assertThat(at(slope, x, a))
                        .as("%s of %s at x=%s, a=%s", slope.text(), formula, x, a)
                        .isCloseTo(quotient, offset(2e-7 * (1 + Math.abs(quotient) + curvature(slope, x, a))));
            }
        }
    }

    /** How much the slope changes nearby, which is what a difference quotient cannot see. */
    private static double curvature(Expression slope, double x, double a) {
        return Math.abs(at(slope, x + STEP, a) - at(slope, x - STEP, a)) * 1e7;
    }

    private static double at(Expression expression, double x, double a) {
        return expression.evaluate(Map.of("x", x, "a", a));
    }

    @Test
    void agreesWithTheDifferenceQuotientOfRandomFormulas() {
        var random = new SplittableRandom(11);
        var formulas = new RandomFormulas(random);
        int agreeing = 0;
        int compared = 0;
        for (int i = 0; i < 2_000; i++) {
            Expression value = formulas.next(1 + i % 4);
            Map<String, Double> values = new HashMap<>();
            RandomFormulas.NAMES.forEach(name -> values.put(name, random.nextDouble(0.2, 2)));
            double slope = value.derivative("x").evaluate(values);
            double quotient = quotient(value, values, STEP);
            boolean smooth = Math.abs(quotient - quotient(value, values, STEP * 8)) < 1e-4 * (1 + Math.abs(quotient));
            boolean moderate = Math.abs(quotient) < 1e4 && Math.abs(value.evaluate(values)) < 1e4;
            if (smooth && moderate && Double.isFinite(slope)) {
                compared++;
                agreeing += Math.abs(slope - quotient) < 1e-3 * (1 + Math.abs(quotient)) ? 1 : 0;
            }
        }
        assertThat(compared).isGreaterThan(500);
        assertThat(agreeing).isEqualTo(compared);
    }

    private static double quotient(Expression value, Map<String, Double> values, double step) {
        Map<String, Double> above = new HashMap<>(values);
        Map<String, Double> below = new HashMap<>(values);
        above.merge("x", step, Double::sum);
        below.merge("x", -step, Double::sum);
        return (value.evaluate(above) - value.evaluate(below)) / (2 * step);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "max(x, 0) | 0 | 0",
                "max(0, x) | 0 | 0",
                "min(max(x, 0), 6) | 6 | 0",
                "min(max(x, 0), 6) | 0 | 0",
                "abs(x) | 0 | 0",
                "clip(x, -1, 1) | 1 | 1",
                "clip(x, -1, 1) | -1 | 1",
                "sign(x) | 0 | 0",
                "floor(x) | 1 | 0",
                "select(x > 0, x, exp(x) - 1) | 0 | 1",
                "x^2 | 0 | 0",
                "x^1 | 0 | 1",
                "(abs(x) + 0)^2 | 0 | 0"
            })
    void followsKerasAtKinks(String formula, double x, double slope) {
        assertThat(Expression.parse(formula).derivative("x").evaluate(Map.of("x", x)) + 0.0)
                .isEqualTo(slope);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tanh(x) | 1 - tanh(x)^2",
                "sigmoid(x) | sigmoid(x)*(1 - sigmoid(x))",
                "softplus(x) | sigmoid(x)",
                "exp(x) | exp(x)",
                "max(x, 0) | select(x > 0, 1, 0)",
                "x^2 | 2*x",
                "a*x | a",
                "y | 0",
                "log(y)*2 | 0",
                "sin(x) | cos(x)"
            })
    void isWrittenInTheSimplestForm(String formula, String slope) {
        assertThat(Expression.parse(formula).derivative("x").text()).isEqualTo(slope);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.5*x*(1 + erf(x/sqrt(2)))",
                "x*sigmoid(x)",
                "softplus(x)",
                "tanh(x)",
                "x*tanh(softplus(x))",
                "max(x, 0)"
            })
    void staysFiniteFarOut(String formula) {
        Expression slope = Expression.parse(formula).derivative("x");
        for (double x : new double[] {-1e4, -100, -50, 50, 100, 1e4}) {
            assertThat(slope.evaluate(Map.of("x", x)))
                    .as("at %s", x)
                    .isFinite()
                    .isCloseTo(formula.equals("tanh(x)") || x < 0 ? 0 : 1, offset(1e-9));
        }
    }
}
