package org.netsmith.engine.expression;

import java.util.Locale;
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

/** The inverse of {@link Parser}: parentheses stand only where the grammar would read something else without them. */
final class Text {

    /** How tightly a construct binds, in the order of the grammar. */
    private enum Level {
        OR,
        AND,
        NOT,
        COMPARISON,
        SUM,
        PRODUCT,
        SIGN,
        POWER,
        PRIMARY
    }

    private Text() {}

    static String of(Syntax syntax) {
        return switch (syntax) {
            case Constant(double value) -> number(value);
            case Variable(var name) -> name;
            case Unary(var function, Constant x) when function == Function.NEGATE -> "-(" + of(x) + ")";
            case Unary(var function, var x) when function == Function.NEGATE -> "-" + of(x, Level.SIGN);
            case Unary(var function, var x) -> call(function.id(), x);
            case Binary(var operator, var a, var b) -> binary(operator, a, b);
            case Clip(var x, var lower, var upper) -> call("clip", x, lower, upper);
            case Select(var condition, var yes, var no) -> call("select", condition, yes, no);
            case Comparison(var relation, var a, var b) ->
                of(a, Level.SUM) + " " + relation.id() + " " + of(b, Level.SUM);
            case And(var a, var b) -> of(a, Level.AND) + " and " + of(b, Level.NOT);
            case Or(var a, var b) -> of(a, Level.OR) + " or " + of(b, Level.AND);
            case Not(var a) -> "not " + of(a, Level.NOT);
        };
    }

    static String number(double value) {
        if (value == Math.PI || value == Math.E) {
            return value == Math.PI ? "pi" : "e";
        }
        String text = Double.toString(value).toLowerCase(Locale.ROOT).replace(".0e", "e");
        return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
    }

    private static String of(Syntax syntax, Level atLeast) {
        return level(syntax).compareTo(atLeast) >= 0 ? of(syntax) : "(" + of(syntax) + ")";
    }

    private static String binary(Operator operator, Expression a, Expression b) {
        return switch (operator) {
            case ADD, SUBTRACT -> of(a, Level.SUM) + " " + operator.id() + " " + of(b, Level.PRODUCT);
            case MULTIPLY, DIVIDE -> of(a, Level.PRODUCT) + operator.id() + of(b, Level.SIGN);
            case POWER -> of(a, Level.PRIMARY) + "^" + of(b, Level.SIGN);
            case MINIMUM, MAXIMUM -> call(operator.id(), a, b);
        };
    }

    private static String call(String function, Syntax... arguments) {
        StringBuilder text = new StringBuilder(function).append('(');
        for (int i = 0; i < arguments.length; i++) {
            text.append(i == 0 ? "" : ", ").append(of(arguments[i]));
        }
        return text.append(')').toString();
    }

    private static Level level(Syntax syntax) {
        return switch (syntax) {
            case Constant(double value) -> Double.compare(value, 0) < 0 ? Level.SIGN : Level.PRIMARY;
            case Unary(var function, _) when function == Function.NEGATE -> Level.SIGN;
            case Variable _, Unary _, Clip _, Select _ -> Level.PRIMARY;
            case Binary(var operator, _, _) -> level(operator);
            case Comparison _ -> Level.COMPARISON;
            case And _ -> Level.AND;
            case Or _ -> Level.OR;
            case Not _ -> Level.NOT;
        };
    }

    private static Level level(Operator operator) {
        return switch (operator) {
            case ADD, SUBTRACT -> Level.SUM;
            case MULTIPLY, DIVIDE -> Level.PRODUCT;
            case POWER -> Level.POWER;
            case MINIMUM, MAXIMUM -> Level.PRIMARY;
        };
    }
}
