package org.netsmith.engine.expression;

import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

/**
 * Sums, products, quotients and powers that leave out what changes nothing. No rule changes a finite value by more than
 * the sign of a zero; {@code 0·x} becomes 0 only where x is finite for finite variables.
 */
final class Algebra {

    static final Constant ZERO = new Constant(0);
    static final Constant ONE = new Constant(1);

    private Algebra() {}

    static boolean isZero(Expression x) {
        return x instanceof Constant(double value) && value == 0;
    }

    private static boolean is(Expression x, double value) {
        return x instanceof Constant(double constant) && constant == value;
    }

    static Expression apply(Operator operator, Expression a, Expression b) {
        if (a instanceof Constant(double x)
                && b instanceof Constant(double y)
                && Double.isFinite(operator.apply(x, y))) {
            return new Constant(operator.apply(x, y));
        }
        return switch (operator) {
            case ADD -> add(a, b);
            case SUBTRACT -> subtract(a, b);
            case MULTIPLY -> multiply(a, b);
            case DIVIDE -> divide(a, b);
            case POWER -> power(a, b);
            case MINIMUM, MAXIMUM -> a.equals(b) ? a : new Binary(operator, a, b);
        };
    }

    static Expression negate(Expression x) {
        return switch (x) {
            case Constant(double value) -> new Constant(-value);
            case Unary(var function, var operand) when function == Function.NEGATE -> operand;
            case Binary(var operator, var a, var b) when operator == Operator.SUBTRACT -> subtract(b, a);
            case Binary(var operator, Constant(double value), var b) when operator == Operator.MULTIPLY ->
                multiply(new Constant(-value), b);
            case Variable _, Unary _, Binary _, Clip _, Select _ -> new Unary(Function.NEGATE, x);
        };
    }

    static Expression add(Expression a, Expression b) {
        if (isZero(a)) {
            return b;
        }
        if (isZero(b)) {
            return a;
        }
        if (b instanceof Unary(var function, var operand) && function == Function.NEGATE) {
            return subtract(a, operand);
        }
        if (a instanceof Unary(var function, var operand) && function == Function.NEGATE) {
            return subtract(b, operand);
        }
        return new Binary(Operator.ADD, a, b);
    }

    static Expression subtract(Expression a, Expression b) {
        if (isZero(a)) {
            return negate(b);
        }
        if (isZero(b)) {
            return a;
        }
        if (b instanceof Unary(var function, var operand) && function == Function.NEGATE) {
            return add(a, operand);
        }
        return a.equals(b) && isFinite(a) ? ZERO : new Binary(Operator.SUBTRACT, a, b);
    }

    static Expression multiply(Expression a, Expression b) {
        if (isZero(a) && isFinite(b) || isZero(b) && isFinite(a)) {
            return ZERO;
        }
        if (is(a, 1)) {
            return b;
        }
        if (is(b, 1)) {
            return a;
        }
        if (is(a, -1)) {
            return negate(b);
        }
        if (is(b, -1)) {
            return negate(a);
        }
        return b instanceof Constant && !(a instanceof Constant) ? scale((Constant) b, a) : scale(a, b);
    }

    /** Constants stand in front; two of them merge where one is a power of two, which is exact. */
    private static Expression scale(Expression a, Expression b) {
        if (a instanceof Constant(double x)
                && b instanceof Binary(var operator, Constant(double y), var rest)
                && operator == Operator.MULTIPLY
                && (isPowerOfTwo(x) || isPowerOfTwo(y))
                && isModerate(x)
                && isModerate(y)) {
            return multiply(new Constant(x * y), rest);
        }
        return new Binary(Operator.MULTIPLY, a, b);
    }

    static Expression divide(Expression a, Expression b) {
        if (is(b, 1)) {
            return a;
        }
        if (is(b, -1)) {
            return negate(a);
        }
        return new Binary(Operator.DIVIDE, a, b);
    }

    static Expression power(Expression a, Expression b) {
        if (is(b, 1)) {
            return a;
        }
        return is(b, 0) ? ONE : new Binary(Operator.POWER, a, b);
    }

    static boolean isPowerOfTwo(double value) {
        return isModerate(value) && Math.abs(value) == Math.scalb(1.0, Math.getExponent(value));
    }

    private static boolean isModerate(double value) {
        return Math.abs(Math.getExponent(value)) <= 30;
    }

    private static boolean isFinite(Expression x) {
        return switch (x) {
            case Constant _, Variable _ -> true;
            case Unary(var function, var operand) -> isFinite(function) && isFinite(operand);
            case Binary(var operator, var a, var b) ->
                operator != Operator.DIVIDE && operator != Operator.POWER && isFinite(a) && isFinite(b);
            case Clip(var operand, var lower, var upper) -> isFinite(operand) && isFinite(lower) && isFinite(upper);
            case Select(_, var yes, var no) -> isFinite(yes) && isFinite(no);
        };
    }

    private static boolean isFinite(Function function) {
        return switch (function) {
            case NEGATE, ABS, SIGN, FLOOR, TANH, SIGMOID, SOFTPLUS, ERF, SIN, COS -> true;
            case SQRT, EXP, LOG, LOG1P, EXPM1 -> false;
        };
    }
}
