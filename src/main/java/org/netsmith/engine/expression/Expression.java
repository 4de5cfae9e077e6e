package org.netsmith.engine.expression;

import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A formula over named variables, from which a value, a derivative, a text and a kernel follow.
 *
 * <p>The language: numbers, names, {@code + - * / ^} (power binds tighter than the minus sign and to the right),
 * parentheses, the constants {@code pi} and {@code e}, the functions of {@link Function}, {@code min(a, b)}, {@code
 * max(a, b)}, {@code pow(a, b)}, {@code square(x)}, {@code clip(x, lower, upper)} and {@code select(condition, a, b)},
 * whose condition compares numbers with {@code < <= > >= == !=} and joins comparisons with {@code and}, {@code or},
 * {@code not}.
 *
 * <p>Expressions are immutable and equal by value.
 */
public sealed interface Expression extends Syntax {

    /** A finite number. */
    record Constant(double value) implements Expression {
        public Constant {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("a constant must be finite, received " + value);
            }
        }
    }

    /** A number that is given when the expression is evaluated. */
    record Variable(String name) implements Expression {}

    /** {@code function(operand)}. */
    record Unary(Function function, Expression operand) implements Expression {}

    /** {@code left operator right}. */
    record Binary(Operator operator, Expression left, Expression right) implements Expression {}

    /** {@code min(max(operand, lower), upper)}, but differentiable up to and including both bounds. */
    record Clip(Expression operand, Expression lower, Expression upper) implements Expression {}

    /** {@code yes} where the condition holds, {@code no} elsewhere. */
    record Select(Condition condition, Expression yes, Expression no) implements Expression {}

    /**
     * Reads a formula.
     *
     * @throws ExpressionException if the text is not a formula; it names the character
     */
    static Expression parse(String text) {
        return new Parser(text).expression();
    }

    /**
     * Reads a formula in which only the given names may occur.
     *
     * @throws ExpressionException if the text is not a formula or uses another name
     */
    static Expression parse(String text, Set<String> names) {
        return new Parser(text, names).expression();
    }

    static Expression constant(double value) {
        return new Constant(value);
    }

    static Expression variable(String name) {
        return new Variable(name);
    }

    /**
     * The symbolic derivative, simplified. At a kink it is the one of the constant side: {@code abs'(0) = 0}, {@code
     * max(x, 0)' = 0} at 0; of two equal varying operands of {@code min} and {@code max} the second counts. {@code
     * select} differentiates its branches, {@code clip} has slope 1 at its bounds, {@code sign} and {@code floor} have
     * slope 0 everywhere.
     */
    default Expression derivative(String variable) {
        return new Derivative(variable).of(this).simplify();
    }

    /** An equal expression of at most the same size: constants folded, neutral elements and double signs removed. */
    default Expression simplify() {
        return Simplification.of(this);
    }

    /** This expression with variables replaced, all at once. */
    default Expression substitute(Map<String, Expression> replacements) {
        return switch (this) {
            case Constant constant -> constant;
            case Variable variable -> replacements.getOrDefault(variable.name(), variable);
            case Unary(var function, var x) -> new Unary(function, x.substitute(replacements));
            case Binary(var operator, var a, var b) ->
                new Binary(operator, a.substitute(replacements), b.substitute(replacements));
            case Clip(var x, var lower, var upper) ->
                new Clip(x.substitute(replacements), lower.substitute(replacements), upper.substitute(replacements));
            case Select(var condition, var yes, var no) ->
                new Select(
                        condition.map(x -> x.substitute(replacements)),
                        yes.substitute(replacements),
                        no.substitute(replacements));
        };
    }

    /** The names that occur, sorted. */
    default SortedSet<String> variables() {
        SortedSet<String> names = new TreeSet<>();
        Variables.collect(this, names);
        return names;
    }

    /**
     * The value in double precision.
     *
     * @throws IllegalArgumentException if a variable has no value
     */
    default double evaluate(Map<String, Double> values) {
        return switch (this) {
            case Constant(double value) -> value;
            case Variable(var name) -> Variables.value(name, values);
            case Unary(var function, var x) -> function.apply(x.evaluate(values));
            case Binary(var operator, var a, var b) -> operator.apply(a.evaluate(values), b.evaluate(values));
            case Clip(var x, var lower, var upper) ->
                Math.min(Math.max(x.evaluate(values), lower.evaluate(values)), upper.evaluate(values));
            case Select(var condition, var yes, var no) -> (condition.test(values) ? yes : no).evaluate(values);
        };
    }

    /** The formula with as few parentheses as possible; reading it again gives an equal expression. */
    default String text() {
        return Text.of(this);
    }

    /** The formula for LaTeX's mathematics mode. */
    default String latex() {
        return Latex.of(this);
    }
}
