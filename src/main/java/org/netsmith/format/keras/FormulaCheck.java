package org.netsmith.format.keras;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.ExpressionException;

/**
 * Judges a posted formula, {@code {"expression": …, "parameters": {…}}}: it must parse, and every name in it must be
 * an input or a parameter.
 */
final class FormulaCheck {

    /** A formula in x, as of an activation. */
    static final FormulaCheck OF_INPUT = new FormulaCheck("x");

    /** A formula in y and p, as of a loss or a metric. */
    static final FormulaCheck OF_TARGET_AND_PREDICTION = new FormulaCheck("p", "y");

    private static final int MAX_FORMULA = 1_000;

    private final Set<String> inputs;

    private FormulaCheck(String... inputs) {
        this.inputs = new TreeSet<>(Set.of(inputs));
    }

    /** @param config where expression and parameters stand */
    boolean passes(String expression, Map<String, Double> parameters, Place config) {
        int mark = config.findings().mark();
        inputs.stream()
                .filter(parameters::containsKey)
                .forEach(name -> config.at("parameters")
                        .at(name)
                        .error(name + " is an input of the formula; a parameter needs another name"));
        check(expression, parameters, config.at("expression"));
        return !config.findings().hasErrorsSince(mark);
    }

    private void check(String expression, Map<String, Double> parameters, Place place) {
        if (expression.length() > MAX_FORMULA) {
            place.expected("a formula of at most %d characters".formatted(MAX_FORMULA));
            return;
        }
        try {
            Expression.parse(expression).variables().stream()
                    .filter(name -> !inputs.contains(name) && !parameters.containsKey(name))
                    .forEach(name -> place.error(
                            "unknown name '%s'; expected %s or a parameter, whose value stands under \"parameters\""
                                    .formatted(name, String.join(", ", inputs))));
        } catch (ExpressionException e) {
            place.error(e.getMessage());
        }
    }
}
