package org.netsmith.engine.expression;

import java.util.Set;
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

/** Formulas for LaTeX: fractions, roots, cases. */
final class Latex {

    private static final Set<String> GREEK = Set.of(
            "alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "rho", "sigma", "tau", "phi",
            "omega");

    private Latex() {}

    static String of(Syntax syntax) {
        return switch (syntax) {
            case Constant(double value) -> number(value);
            case Variable(var name) -> name(name);
            case Unary(var function, var x) -> unary(function, x);
            case Binary(var operator, var a, var b) -> binary(operator, a, b);
            case Clip(var x, var lower, var upper) ->
                "\\min\\left(\\max\\left(" + of(x) + ", " + of(lower) + "\\right), " + of(upper) + "\\right)";
            case Select(var condition, var yes, var no) -> "\\begin{cases} " + of(yes) + " & \\text{if } "
                    + of(condition) + " \\\\ " + of(no) + " & \\text{otherwise} \\end{cases}";
            case Comparison(var relation, var a, var b) -> of(a) + " " + sign(relation) + " " + of(b);
            case And(var a, var b) -> "\\left(" + of(a) + "\\right) \\land \\left(" + of(b) + "\\right)";
            case Or(var a, var b) -> "\\left(" + of(a) + "\\right) \\lor \\left(" + of(b) + "\\right)";
            case Not(var a) -> "\\lnot \\left(" + of(a) + "\\right)";
        };
    }

    private static String number(double value) {
        String text = Text.number(value).replace("pi", "\\pi");
        int exponent = text.equals("e") ? -1 : text.indexOf('e');
        return exponent < 0 ? text : text.substring(0, exponent) + " \\cdot 10^{" + text.substring(exponent + 1) + "}";
    }

    private static String name(String name) {
        int underscore = name.indexOf('_');
        if (underscore > 0 && underscore < name.length() - 1) {
            return name(name.substring(0, underscore)) + "_{" + word(name.substring(underscore + 1)) + "}";
        }
        return GREEK.contains(name) ? "\\" + name : word(name);
    }

    private static String word(String word) {
        return word.length() == 1 ? word.replace("_", "\\_") : "\\mathrm{" + word.replace("_", "\\_") + "}";
    }

    private static String unary(Function function, Expression x) {
        return switch (function) {
            case NEGATE -> "-" + (isSum(x) || isSigned(x) ? parenthesised(x) : of(x));
            case ABS -> "\\left|" + of(x) + "\\right|";
            case FLOOR -> "\\left\\lfloor " + of(x) + " \\right\\rfloor";
            case SQRT -> "\\sqrt{" + of(x) + "}";
            case EXP -> "e^{" + of(x) + "}";
            case LOG1P -> "\\log\\left(1 + " + of(x) + "\\right)";
            case EXPM1 -> "\\left(e^{" + of(x) + "} - 1\\right)";
            case SIGMOID -> "\\sigma" + parenthesised(x);
            case LOG, TANH, SIN, COS -> "\\" + function.id() + parenthesised(x);
            case SIGN, SOFTPLUS, ERF -> "\\operatorname{" + function.id() + "}" + parenthesised(x);
        };
    }

    private static String binary(Operator operator, Expression a, Expression b) {
        return switch (operator) {
            case ADD -> of(a) + " + " + (isSigned(b) ? parenthesised(b) : of(b));
            case SUBTRACT -> of(a) + " - " + (isSum(b) || isSigned(b) ? parenthesised(b) : of(b));
            case MULTIPLY -> factor(a) + " \\cdot " + (isSigned(b) ? parenthesised(b) : factor(b));
            case DIVIDE -> "\\frac{" + of(a) + "}{" + of(b) + "}";
            case POWER -> base(a) + "^{" + of(b) + "}";
            case MINIMUM, MAXIMUM -> "\\" + operator.id() + "\\left(" + of(a) + ", " + of(b) + "\\right)";
        };
    }

    private static String factor(Expression x) {
        return isSum(x) ? parenthesised(x) : of(x);
    }

    private static String base(Expression x) {
        boolean plain = x instanceof Variable || x instanceof Constant && !isSigned(x);
        return plain ? "{" + of(x) + "}" : parenthesised(x);
    }

    private static boolean isSum(Expression x) {
        return x instanceof Select
                || x instanceof Binary(var operator, _, _)
                        && (operator == Operator.ADD || operator == Operator.SUBTRACT);
    }

    private static boolean isSigned(Expression x) {
        return x instanceof Unary(var function, _) && function == Function.NEGATE
                || x instanceof Constant(double value) && value < 0;
    }

    private static String parenthesised(Expression x) {
        return "\\left(" + of(x) + "\\right)";
    }

    private static String sign(Relation relation) {
        return switch (relation) {
            case LESS, GREATER -> relation.id();
            case LESS_OR_EQUAL -> "\\le";
            case GREATER_OR_EQUAL -> "\\ge";
            case EQUAL -> "=";
            case NOT_EQUAL -> "\\ne";
        };
    }
}
