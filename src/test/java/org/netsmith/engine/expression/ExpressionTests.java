package org.netsmith.engine.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.data.Offset.offset;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

class ExpressionTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1 + 2*3 | 7",
                "(1 + 2)*3 | 9",
                "2^3^2 | 512",
                "-2^2 | -4",
                "(-2)^2 | 4",
                "2^-1 | 0.5",
                "7 - 2 - 1 | 4",
                "8/2/2 | 2",
                "- -3 | 3",
                "1e3 + .5 | 1000.5",
                "min(2, 3) + max(2, 3) | 5",
                "clip(5, 0, 1) | 1",
                "clip(-5, 0, 1) | 0",
                "select(1 < 2, 10, 20) | 10",
                "select(not 1 < 2 or 3 >= 3 and 2 != 2, 10, 20) | 20",
                "select((1 < 2 or 1 > 2) and (2) == 2, 10, 20) | 10",
                "abs(-3) | 3",
                "sign(-3) | -1",
                "floor(-0.5) | -1",
                "square(3) | 9",
                "pow(2, 10) | 1024",
                "pi | 3.141592653589793",
                "e | 2.718281828459045",
                "exp(0) | 1",
                "log(e) | 1",
                "log1p(0) | 0",
                "expm1(0) | 0",
                "sqrt(9) | 3",
                "tanh(0) | 0",
                "sigmoid(0) | 0.5",
                "softplus(0) | 0.6931471805599453",
                "erf(1) | 0.8427007929497149",
                "erf(-3) | -0.9999779095030014",
                "sin(0) | 0",
                "cos(0) | 1",
                "softplus(10000) | 10000",
                "sigmoid(-10000) | 0"
            })
    void evaluates(String formula, double expected) {
        assertThat(Expression.parse(formula).evaluate(Map.of()))
                .isCloseTo(expected, offset(1e-15 * Math.max(1, expected)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 + | 3 | expected a number, a name, a function or '(', received the end",
                "1 + * 2 | 4 | received '*'",
                "(1 + 2 | 6 | expected ')', received the end",
                "1 2 | 2 | expected an operator or the end of the formula, received '2'",
                "foo(1) | 0 | unknown function 'foo', expected one of [abs, clip, cos, erf, exp",
                "x + min(1) | 4 | 'min' takes 2 arguments, received 1",
                "exp + 1 | 4 | expected '(' after the function 'exp', received '+'",
                "1 $ 2 | 2 | unknown character '$'",
                "select(x, 1, 2) | 7 | expected a condition such as x > 0, received a number",
                "1 + (x < 2) | 4 | expected a number, received a condition",
                "x < 2 | 2 | expected an operator or the end of the formula, received '<'",
                "select(x > 1 and y, 1, 2) | 17 | expected a condition",
                "1e999 | 0 | expected a number within double precision, received '1e999'",
                "a + and | 4 | received 'and'"
            })
    void pointsAtTheCharacterThatIsWrong(String formula, int position, String message) {
        var problem = catchThrowableOfType(ExpressionException.class, () -> Expression.parse(formula));
        assertThat(problem).hasMessageContaining(message).hasMessageStartingWith("at character " + (position + 1));
        assertThat(problem.position()).isEqualTo(position);
    }

    @Test
    void namesTheAllowedVariables() {
        assertThat(Expression.parse("a*x", Set.of("x", "a")).variables()).containsExactly("a", "x");
        assertThatThrownBy(() -> Expression.parse("a*x + b", Set.of("x", "a")))
                .hasMessage("at character 7: unknown name 'b', expected one of [a, x]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "-", "exp(", "x^", "select(not ", "1+(", "select((select("})
    void refusesWhatIsNestedTooDeeply(String opening) {
        assertThatThrownBy(() -> Expression.parse(opening.repeat(100_000))).isInstanceOf(ExpressionException.class);
        assertThatThrownBy(() -> Expression.parse(opening.repeat(9_000 / opening.length())))
                .isInstanceOf(ExpressionException.class)
                .hasMessageContaining("nested too deeply, expected at most 100 levels");
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThatThrownBy(() -> Expression.parse("x" + " + x".repeat(2_000)))
                .hasMessageContaining("too long, expected at most 500 operations");
        assertThat(Expression.parse("x" + " + x".repeat(100)).variables()).containsExactly("x");
        assertThatThrownBy(() -> Expression.parse("x" + " + x".repeat(101)))
                .hasMessageContaining("too deep, expected at most 100 operations inside each other, received 101");
        assertThatThrownBy(() -> Expression.parse("x" + " ".repeat(20_000)))
                .hasMessageContaining("too long, expected at most 10000 characters, received 20001");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "-x",
                "--x",
                "-(2)",
                "-2",
                "-(-2)",
                "-2*x",
                "-(2*x)",
                "-x*y",
                "x - -2",
                "x - (y - z)",
                "x - y - z",
                "x/(y*z)",
                "x/y*z",
                "(x + y)*z",
                "(x^y)^z",
                "x^y^z",
                "x^-2",
                "(-2)^x",
                "-2^x",
                "x^(y + 1)",
                "(-x)^2",
                "-x^2",
                "2*(x/3)",
                "1e-7 + x",
                "1.5e300*x",
                "pi*x + e",
                "max(x, 0)",
                "min(x + 1, -y)",
                "clip(x, -1, 1)",
                "select(x > 0, x, exp(x) - 1)",
                "select(x < y and (x == y or not z != 1), 1, 2)",
                "select(not (x < y and y < z), 1, 2)",
                "select((x < y or y < z) and x >= 1, 1, 2)",
                "0.5*x*(1 + erf(x/sqrt(2)))",
                "x*tanh(softplus(x))",
                "a_1 + b2*c_"
            })
    void printsWhatItReadsBack(String formula) {
        Expression expression = Expression.parse(formula);
        assertThat(expression.text()).isEqualTo(formula);
        assertThat(Expression.parse(expression.text())).isEqualTo(expression);
    }

    @Test
    void printsRandomFormulasSoThatTheyReadBackEqual() {
        var formulas = new RandomFormulas(new SplittableRandom(7));
        for (int i = 0; i < 3_000; i++) {
            Expression expression = formulas.next(1 + i % 6);
            assertThat(Expression.parse(expression.text()))
                    .as(expression.text())
                    .isEqualTo(expression);
        }
    }

    @Test
    void simplifiesWithoutChangingFiniteValues() {
        var random = new SplittableRandom(8);
        var formulas = new RandomFormulas(random);
        int compared = 0;
        for (int i = 0; i < 3_000; i++) {
            Expression expression = formulas.next(1 + i % 6);
            Expression simple = expression.simplify();
            assertThat(simple.simplify()).isEqualTo(simple);
            Map<String, Double> values = new HashMap<>();
            RandomFormulas.NAMES.forEach(name -> values.put(name, random.nextDouble(-3, 3)));
            double expected = expression.evaluate(values);
            if (Double.isFinite(expected)) {
                compared++;
                assertThat(simple.evaluate(values) + 0.0)
                        .as("%s as %s", expression.text(), simple.text())
                        .isEqualTo(expected + 0.0);
            }
        }
        assertThat(compared).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "x + 0 | x",
                "0 + x | x",
                "x - 0 | x",
                "0 - x | -x",
                "x*1 | x",
                "1*x | x",
                "x/1 | x",
                "x^1 | x",
                "x^0 | 1",
                "0*x | 0",
                "0*log(x) | 0*log(x)",
                "-(-x) | x",
                "x - -y | x + y",
                "x + -y | x - y",
                "-1*x | -x",
                "2*3 + x | 6 + x",
                "2*(0.5*x) | x",
                "3*(7*x) | 3*(7*x)",
                "x*2 | 2*x",
                "1/0 + x | 1/0 + x",
                "select(1 < 2, x, y) | x",
                "select(x < 2, y, y) | y",
                "clip(5, 0, 1) | 1",
                "max(x, x) | x",
                "x - x | 0",
                "-(x - y) | y - x",
                "sqrt(2)*x | 1.4142135623730951*x"
            })
    void simplifies(String formula, String expected) {
        assertThat(Expression.parse(formula).simplify().text()).isEqualTo(expected);
    }

    @Test
    void substitutesAllNamesAtOnce() {
        Expression swapped = Expression.parse("select(x < 1, x - y, clip(y, 0, x))")
                .substitute(Map.of("x", Expression.variable("y"), "y", Expression.variable("x")));
        assertThat(swapped.text()).isEqualTo("select(y < 1, y - x, clip(x, 0, y))");
    }

    @Test
    void isEqualByValue() {
        assertThat(Expression.parse("2*exp(x)"))
                .isEqualTo(new Binary(Operator.MULTIPLY, new Constant(2), new Unary(Function.EXP, new Variable("x"))))
                .hasSameHashCodeAs(Expression.parse(" 2 * exp( x ) "));
    }

    @Test
    void asksForEveryVariable() {
        assertThatThrownBy(() -> Expression.parse("x + y").evaluate(Map.of("x", 1.0)))
                .hasMessage("expected a value for 'y', received values for [x]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "x/(1 + abs(x)) ; \\frac{x}{1 + \\left|x\\right|}",
                "beta_1*m + (1 - beta_1)*g ; \\beta_{1} \\cdot m + \\left(1 - \\beta_{1}\\right) \\cdot g",
                "sqrt(v)^2 ; \\left(\\sqrt{v}\\right)^{2}",
                "select(x > 0, x, -1) ; \\begin{cases} x & \\text{if } x > 0 \\\\ -1 & \\text{otherwise} \\end{cases}",
                "x - (y - 1e-7) ; x - \\left(y - 1 \\cdot 10^{-7}\\right)"
            })
    void printsLatex(String formula, String latex) {
        assertThat(Expression.parse(formula).latex()).isEqualTo(latex);
    }

    @Test
    void readsPrograms() {
        Program adam = Program.parse("m = b*m + (1 - b)*g; w = w - a*m/(sqrt(v) + 1e-7);");
        assertThat(adam.inputs()).containsExactly("a", "b", "g", "m", "v", "w");
        assertThat(adam.outputs()).containsExactly("m", "w");
        assertThat(Program.parse(adam.text())).isEqualTo(adam);
        assertThat(Program.parse("t = x + 1; y = t*t").inputs()).containsExactly("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "y = x; 2 = 3 | 7 | expected the name of a variable to assign, received '2'",
                "exp = 3 | 0 | received 'exp'",
                "y = x; z | 8 | expected '=', received the end",
                "y = x z | 6 | expected an operator, ';' or the end of the program, received 'z'",
                "; | 0 | received ';'"
            })
    void pointsAtWhatIsWrongInAProgram(String program, int position, String message) {
        var problem = catchThrowableOfType(ExpressionException.class, () -> Program.parse(program));
        assertThat(problem).hasMessageContaining(message);
        assertThat(problem.position()).isEqualTo(position);
    }
}
