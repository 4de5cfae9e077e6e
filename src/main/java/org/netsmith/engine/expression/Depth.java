package org.netsmith.engine.expression;

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

/** How many operations stand inside each other at most: 0 for a number or a name, 2 for {@code a + b * c}. */
final class Depth {

    private Depth() {}

    static int of(Syntax syntax) {
        return switch (syntax) {
            case Constant _, Variable _ -> 0;
            case Unary(_, var x) -> above(x);
            case Binary(_, var a, var b) -> above(a, b);
            case Clip(var x, var lower, var upper) -> above(x, lower, upper);
            case Select(var condition, var yes, var no) -> above(condition, yes, no);
            case Comparison(_, var a, var b) -> above(a, b);
            case And(var a, var b) -> above(a, b);
            case Or(var a, var b) -> above(a, b);
            case Not(var a) -> above(a);
        };
    }

    private static int above(Syntax... operands) {
        int deepest = 0;
        for (Syntax operand : operands) {
            deepest = Math.max(deepest, of(operand));
        }
        return 1 + deepest;
    }
}
