package org.netsmith.engine.expression;

import static org.netsmith.engine.expression.Algebra.ONE;
import static org.netsmith.engine.expression.Algebra.ZERO;
import static org.netsmith.engine.expression.Algebra.add;
import static org.netsmith.engine.expression.Algebra.divide;
import static org.netsmith.engine.expression.Algebra.isZero;
import static org.netsmith.engine.expression.Algebra.multiply;
import static org.netsmith.engine.expression.Algebra.negate;
import static org.netsmith.engine.expression.Algebra.power;
import static org.netsmith.engine.expression.Algebra.subtract;

import org.netsmith.engine.expression.Condition.Comparison;
import org.netsmith.engine.expression.Condition.Or;
import org.netsmith.engine.expression.Condition.Relation;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

/**
 * The rules of differentiation. Rules are written with the function itself where that stays accurate
 * ({@code tanh' = 1 - tanh²}), so that a kernel of a function and its derivative computes the function once.
 */
record Derivative(String variable) {

    private static final Constant TWO = new Constant(2);
    private static final Constant TWO_OVER_ROOT_PI = new Constant(2 / Math.sqrt(Math.PI));

    Expression of(Expression expression) {
        return switch (expression) {
            case Constant _ -> ZERO;
            case Variable(var name) -> name.equals(variable) ? ONE : ZERO;
            case Unary unary -> chain(unary, of(unary.operand()));
            case Binary(var operator, var a, var b) -> binary(operator, a, b, of(a), of(b));
            case Clip(var x, var lower, var upper) -> clip(x, lower, upper);
            case Select(var condition, var yes, var no) -> select(condition, of(yes), of(no));
        };
    }

    private static Expression chain(Unary y, Expression inner) {
        return isZero(inner) ? ZERO : outer(y, y.operand(), inner);
    }

    private static Expression outer(Unary y, Expression x, Expression inner) {
        return switch (y.function()) {
            case NEGATE -> negate(inner);
            case ABS -> multiply(new Unary(Function.SIGN, x), inner);
            case SIGN, FLOOR -> ZERO;
            case SQRT -> divide(inner, multiply(TWO, y));
            case EXP -> multiply(y, inner);
            case LOG -> divide(inner, x);
            case LOG1P -> divide(inner, add(ONE, x));
            case EXPM1 -> multiply(new Unary(Function.EXP, x), inner);
            case TANH -> multiply(subtract(ONE, power(y, TWO)), inner);
            case SIGMOID -> multiply(multiply(y, subtract(ONE, y)), inner);
            case SOFTPLUS -> multiply(new Unary(Function.SIGMOID, x), inner);
            case ERF -> multiply(multiply(TWO_OVER_ROOT_PI, new Unary(Function.EXP, negate(power(x, TWO)))), inner);
            case SIN -> multiply(new Unary(Function.COS, x), inner);
            case COS -> multiply(negate(new Unary(Function.SIN, x)), inner);
        };
    }

    private static Expression binary(Operator operator, Expression a, Expression b, Expression da, Expression db) {
        if (isZero(da) && isZero(db)) {
            return ZERO;
        }
        return switch (operator) {
            case ADD -> add(da, db);
            case SUBTRACT -> subtract(da, db);
            case MULTIPLY -> add(product(a, db), product(b, da));
            case DIVIDE -> divide(subtract(da, product(divide(a, b), db)), b);
            case POWER -> add(base(a, b, da), exponent(a, b, db));
            case MINIMUM -> extremum(Relation.LESS, a, b, da, db);
            case MAXIMUM -> extremum(Relation.GREATER, a, b, da, db);
        };
    }

    /** A factor whose other factor does not depend on the variable counts for nothing, even where it is infinite. */
    private static Expression product(Expression factor, Expression derivative) {
        return isZero(derivative) ? ZERO : multiply(factor, derivative);
    }

    private static Expression base(Expression a, Expression b, Expression da) {
        return product(multiply(b, power(a, subtract(b, ONE))), da);
    }

    /** {@code aᵇ log a · b'}, whose limit at a = 0 is 0. */
    private static Expression exponent(Expression a, Expression b, Expression db) {
        if (isZero(db)) {
            return ZERO;
        }
        Expression slope = product(multiply(power(a, b), new Unary(Function.LOG, a)), db);
        return a instanceof Constant(double value) && value > 0
                ? slope
                : select(new Comparison(Relation.EQUAL, a, ZERO), ZERO, slope);
    }

    /** At a tie the constant operand counts, else the second. */
    private static Expression extremum(Relation wins, Expression a, Expression b, Expression da, Expression db) {
        return isZero(da) ? select(new Comparison(wins, b, a), db, ZERO) : select(new Comparison(wins, a, b), da, db);
    }

    private Expression clip(Expression x, Expression lower, Expression upper) {
        Condition above = new Comparison(Relation.GREATER, x, upper);
        boolean ordered =
                lower instanceof Constant(double low) && upper instanceof Constant(double high) && low <= high;
        return select(
                ordered ? above : new Or(above, new Comparison(Relation.GREATER, lower, upper)),
                of(upper),
                select(new Comparison(Relation.LESS, x, lower), of(lower), of(x)));
    }

    private static Expression select(Condition condition, Expression yes, Expression no) {
        return yes.equals(no) ? yes : new Select(condition, yes, no);
    }
}
