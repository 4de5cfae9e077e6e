package org.netsmith.engine.expression;

import java.util.Map;
import java.util.stream.Collectors;

/** Elementwise mathematics that is one formula, from which values, texts and kernels follow. */
public interface Formulated {

    /**
     * The formula, that of the {@link Definition} unless parameters decide it; the names in it that are no {@link
     * #parameters()} are its variables.
     */
    default String formula() {
        return getClass().getAnnotation(Definition.class).value();
    }

    /** The values of the formula's parameters. */
    default Map<String, Double> parameters() {
        return Map.of();
    }

    /** The formula, simplified, with its parameters put in. */
    default Expression asExpression() {
        Map<String, Expression> values = parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> Expression.constant(entry.getValue())));
        return Expression.parse(formula()).substitute(values).simplify();
    }
}
