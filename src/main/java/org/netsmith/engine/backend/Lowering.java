package org.netsmith.engine.backend;

import java.util.IdentityHashMap;
import java.util.Map;
import org.netsmith.engine.backend.Instruction.Arithmetic;
import org.netsmith.engine.backend.Instruction.Both;
import org.netsmith.engine.backend.Instruction.Change;
import org.netsmith.engine.backend.Instruction.Choose;
import org.netsmith.engine.backend.Instruction.Combine;
import org.netsmith.engine.backend.Instruction.Compare;
import org.netsmith.engine.backend.Instruction.Either;
import org.netsmith.engine.backend.Instruction.Neither;
import org.netsmith.engine.expression.Condition;
import org.netsmith.engine.expression.Condition.And;
import org.netsmith.engine.expression.Condition.Comparison;
import org.netsmith.engine.expression.Condition.Not;
import org.netsmith.engine.expression.Condition.Or;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;
import org.netsmith.engine.expression.Operator;

/** Turns one expression into steps. Expressions that are shared objects are visited once. */
final class Lowering {

    private static final int LARGEST_PRODUCT = 32;

    private final Steps steps;
    private final VectorMath functions;
    private final Map<String, Integer> variables;
    private final Map<Expression, Integer> done = new IdentityHashMap<>();

    /** @param variables the steps that hold the values of the names */
    Lowering(Steps steps, Precision precision, Map<String, Integer> variables) {
        this.steps = steps;
        this.functions = new VectorMath(steps, precision);
        this.variables = variables;
    }

    int of(Expression expression) {
        Integer known = done.get(expression);
        int number = known == null ? lower(expression) : known;
        done.put(expression, number);
        return number;
    }

    private int lower(Expression expression) {
        return switch (expression) {
            case Constant(double value) -> steps.literal(value);
            case Variable(var name) -> variables.get(name);
            case Unary(var function, var x) -> functions.apply(function, of(x));
            case Binary(var operator, var a, var b) -> binary(operator, a, b);
            case Clip(var x, var lower, var upper) ->
                combine(Arithmetic.MINIMUM, combine(Arithmetic.MAXIMUM, of(x), of(lower)), of(upper));
            case Select(var condition, var yes, var no) -> steps.add(new Choose(of(condition), of(yes), of(no)));
        };
    }

    private int of(Condition condition) {
        return switch (condition) {
            case Comparison(var relation, var a, var b) -> steps.add(new Compare(relation, of(a), of(b)));
            case And(var a, var b) -> steps.add(new Both(of(a), of(b)));
            case Or(var a, var b) -> steps.add(new Either(of(a), of(b)));
            case Not(var a) -> steps.add(new Neither(of(a)));
        };
    }

    private int binary(Operator operator, Expression a, Expression b) {
        return switch (operator) {
            case ADD -> combine(Arithmetic.ADD, of(a), of(b));
            case SUBTRACT -> combine(Arithmetic.SUBTRACT, of(a), of(b));
            case MULTIPLY -> combine(Arithmetic.MULTIPLY, of(a), of(b));
            case DIVIDE -> combine(Arithmetic.DIVIDE, of(a), of(b));
            case MINIMUM -> combine(Arithmetic.MINIMUM, of(a), of(b));
            case MAXIMUM -> combine(Arithmetic.MAXIMUM, of(a), of(b));
            case POWER -> b instanceof Constant(double exponent) ? power(of(a), exponent) : functions.pow(of(a), of(b));
        };
    }

    /** Whole powers are products, negative ones their reciprocals, and ½ is a root. */
    private int power(int x, double exponent) {
        if (exponent == 0.5) {
            return steps.change(Change.ROOT, x);
        }
        if (exponent != Math.rint(exponent) || Math.abs(exponent) > LARGEST_PRODUCT) {
            return functions.pow(x, steps.literal(exponent));
        }
        int product = steps.product(x, (int) Math.abs(exponent));
        return exponent < 0 ? steps.over(steps.literal(1), product) : product;
    }

    private int combine(Arithmetic operation, int a, int b) {
        return steps.add(new Combine(operation, a, b));
    }
}
