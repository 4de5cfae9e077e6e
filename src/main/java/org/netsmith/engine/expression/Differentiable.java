package org.netsmith.engine.expression;

/** A formula whose derivative is wanted: training goes down it. */
public interface Differentiable extends Formulated {

    /** The name of what the formula is differentiated by. */
    String variable();

    /** The derivative by {@link #variable()}, simplified, with the parameters put in. */
    default Expression derivative() {
        return asExpression().derivative(variable());
    }
}
