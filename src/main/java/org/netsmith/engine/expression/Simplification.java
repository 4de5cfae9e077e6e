package org.netsmith.engine.expression;

import java.util.Map;
import org.netsmith.engine.expression.Condition.And;
import org.netsmith.engine.expression.Condition.Comparison;
import org.netsmith.engine.expression.Condition.Not;
import org.netsmith.engine.expression.Condition.Or;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

/** Rebuilds an expression from its leaves by the rules of {@link Algebra}. */
final class Simplification {

    /** Each pass only removes nodes or moves constants to the front, so this is more than is ever used. */
    private static final int MAXIMUM_PASSES = 10;

    private Simplification() {}

    static Expression of(Expression expression) {
        Expression before = expression;
        Expression after = pass(before);
        for (int i = 1; i < MAXIMUM_PASSES && !after.equals(before); i++) {
            before = after;
            after = pass(before);
        }
        return after;
    }

    private static Expression pass(Expression expression) {
        return switch (expression) {
            case Constant constant -> constant;
            case Variable variable -> variable;
            case Unary(var function, var x) -> unary(function, pass(x));
            case Binary(var operator, var a, var b) -> Algebra.apply(operator, pass(a), pass(b));
            case Clip(var x, var lower, var upper) -> clip(new Clip(pass(x), pass(lower), pass(upper)));
            case Select(var condition, var yes, var no) ->
                select(condition.map(Simplification::pass), pass(yes), pass(no));
        };
    }

    private static Expression unary(Function function, Expression x) {
        if (x instanceof Constant(double value) && Double.isFinite(function.apply(value))) {
            return new Constant(function.apply(value));
        }
        return function == Function.NEGATE ? Algebra.negate(x) : new Unary(function, x);
    }

    private static Expression clip(Clip clip) {
        boolean constant = clip.variables().isEmpty() && Double.isFinite(clip.evaluate(Map.of()));
        return constant ? new Constant(clip.evaluate(Map.of())) : clip;
    }

    private static Expression select(Condition condition, Expression yes, Expression no) {
        if (isConstant(condition)) {
            return condition.test(Map.of()) ? yes : no;
        }
        return yes.equals(no) ? yes : new Select(condition, yes, no);
    }

    private static boolean isConstant(Condition condition) {
        return switch (condition) {
            case Comparison(_, var a, var b) -> a instanceof Constant && b instanceof Constant;
            case And(var a, var b) -> isConstant(a) && isConstant(b);
            case Or(var a, var b) -> isConstant(a) && isConstant(b);
            case Not(var a) -> isConstant(a);
        };
    }
}
