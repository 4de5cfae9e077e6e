package org.netsmith.engine.expression;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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

/** The names in a formula and their values. */
final class Variables {

    private Variables() {}

    static void collect(Syntax syntax, Set<String> names) {
        switch (syntax) {
            case Constant _ -> {}
            case Variable(var name) -> names.add(name);
            case Unary(_, var x) -> collect(x, names);
            case Binary(_, var a, var b) -> collect(a, b, names);
            case Clip(var x, var lower, var upper) -> {
                collect(x, names);
                collect(lower, upper, names);
            }
            case Select(var condition, var yes, var no) -> {
                collect(condition, names);
                collect(yes, no, names);
            }
            case Comparison(_, var a, var b) -> collect(a, b, names);
            case And(var a, var b) -> collect(a, b, names);
            case Or(var a, var b) -> collect(a, b, names);
            case Not(var a) -> collect(a, names);
        }
    }

    private static void collect(Syntax a, Syntax b, Set<String> names) {
        collect(a, names);
        collect(b, names);
    }

    static double value(String name, Map<String, Double> values) {
        Double value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("expected a value for '%s', received values for %s"
                    .formatted(name, new TreeSet<>(values.keySet())));
        }
        return value;
    }
}
