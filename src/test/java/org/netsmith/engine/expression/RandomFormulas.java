package org.netsmith.engine.expression;

import java.util.List;
import java.util.SplittableRandom;
import org.netsmith.engine.expression.Condition.And;
import org.netsmith.engine.expression.Condition.Comparison;
import org.netsmith.engine.expression.Condition.Not;
import org.netsmith.engine.expression.Condition.Or;
import org.netsmith.engine.expression.Condition.Relation;
import org.netsmith.engine.expression.Expression.Binary;
import org.netsmith.engine.expression.Expression.Clip;
import org.netsmith.engine.expression.Expression.Constant;
import org.netsmith.engine.expression.Expression.Select;
import org.netsmith.engine.expression.Expression.Unary;
import org.netsmith.engine.expression.Expression.Variable;

/** Formulas of every construct. */
record RandomFormulas(SplittableRandom random) {

    static final List<String> NAMES = List.of("x", "y", "long_name");
    private static final double[] NUMBERS = {0, 1, -1, 2, -2, 0.5, 3.25, -1e-7, Math.PI, 1e20, -0.0};

    Expression next(int depth) {
        if (depth == 0) {
            return random.nextBoolean()
                    ? new Constant(NUMBERS[random.nextInt(NUMBERS.length)])
                    : new Variable(NAMES.get(random.nextInt(NAMES.size())));
        }
        return switch (random.nextInt(8)) {
            case 0, 1 -> new Unary(Function.values()[random.nextInt(Function.values().length)], next(depth - 1));
            case 2 -> new Clip(next(depth - 1), next(0), next(0));
            case 3 -> new Select(condition(depth - 1), next(depth - 1), next(depth - 1));
            default ->
                new Binary(
                        Operator.values()[random.nextInt(Operator.values().length)], next(depth - 1), next(depth - 1));
        };
    }

    private Condition condition(int depth) {
        if (depth == 0) {
            return new Comparison(Relation.values()[random.nextInt(6)], next(0), next(0));
        }
        return switch (random.nextInt(4)) {
            case 0 -> new And(condition(depth - 1), condition(depth - 1));
            case 1 -> new Or(condition(depth - 1), condition(depth - 1));
            case 2 -> new Not(condition(depth - 1));
            default -> new Comparison(Relation.values()[random.nextInt(6)], next(depth - 1), next(depth - 1));
        };
    }
}
