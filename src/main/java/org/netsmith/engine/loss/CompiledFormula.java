package org.netsmith.engine.loss;

import java.util.function.DoubleBinaryOperator;
import org.netsmith.engine.backend.DType;
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

/**
 * A formula in {@code y} and {@code p} as a function of two numbers, in double. Constants are rounded to the type of
 * the prediction: in 32 bits the upper bound 1 − 1e-7 of a probability is 0.99999988.
 */
record CompiledFormula(DType type) {

    /** What a condition became. */
    private interface Test {

        boolean holds(double y, double p);
    }

    DoubleBinaryOperator of(Expression expression) {
        return switch (expression) {
            case Constant(double value) -> constant(type == DType.FLOAT32 ? (float) value : value);
            case Variable(var name) -> name.equals("y") ? (y, p) -> y : (y, p) -> p;
            case Unary(var function, var operand) -> {
                DoubleBinaryOperator x = of(operand);
                yield (y, p) -> function.apply(x.applyAsDouble(y, p));
            }
            case Binary(var operator, var left, var right) -> {
                DoubleBinaryOperator a = of(left);
                DoubleBinaryOperator b = of(right);
                yield (y, p) -> operator.apply(a.applyAsDouble(y, p), b.applyAsDouble(y, p));
            }
            case Clip clip -> clip(of(clip.operand()), of(clip.lower()), of(clip.upper()));
            case Select(var condition, var yes, var no) -> select(test(condition), of(yes), of(no));
        };
    }

    private static DoubleBinaryOperator constant(double value) {
        return (y, p) -> value;
    }

    private static DoubleBinaryOperator clip(
            DoubleBinaryOperator x, DoubleBinaryOperator lower, DoubleBinaryOperator upper) {
        return (y, p) -> {
            double least = Math.max(x.applyAsDouble(y, p), lower.applyAsDouble(y, p));
            return Math.min(least, upper.applyAsDouble(y, p));
        };
    }

    private static DoubleBinaryOperator select(Test test, DoubleBinaryOperator yes, DoubleBinaryOperator no) {
        return (y, p) -> (test.holds(y, p) ? yes : no).applyAsDouble(y, p);
    }

    private Test test(Condition condition) {
        return switch (condition) {
            case Comparison(var relation, var left, var right) -> compare(relation, of(left), of(right));
            case And(var left, var right) -> {
                Test a = test(left);
                Test b = test(right);
                yield (y, p) -> a.holds(y, p) && b.holds(y, p);
            }
            case Or(var left, var right) -> {
                Test a = test(left);
                Test b = test(right);
                yield (y, p) -> a.holds(y, p) || b.holds(y, p);
            }
            case Not(var operand) -> {
                Test a = test(operand);
                yield (y, p) -> !a.holds(y, p);
            }
        };
    }

    private static Test compare(Condition.Relation relation, DoubleBinaryOperator left, DoubleBinaryOperator right) {
        return switch (relation) {
            case LESS -> (y, p) -> left.applyAsDouble(y, p) < right.applyAsDouble(y, p);
            case LESS_OR_EQUAL -> (y, p) -> left.applyAsDouble(y, p) <= right.applyAsDouble(y, p);
            case GREATER -> (y, p) -> left.applyAsDouble(y, p) > right.applyAsDouble(y, p);
            case GREATER_OR_EQUAL -> (y, p) -> left.applyAsDouble(y, p) >= right.applyAsDouble(y, p);
            case EQUAL -> (y, p) -> left.applyAsDouble(y, p) == right.applyAsDouble(y, p);
            case NOT_EQUAL -> (y, p) -> left.applyAsDouble(y, p) != right.applyAsDouble(y, p);
        };
    }
}
