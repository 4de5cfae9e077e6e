package org.netsmith.engine.expression;

import java.util.function.DoubleBinaryOperator;

/** An operation on two numbers: {@code a + b}, {@code a ^ b}, {@code min(a, b)}. */
public enum Operator {
    ADD("+", Double::sum),
    SUBTRACT("-", (a, b) -> a - b),
    MULTIPLY("*", (a, b) -> a * b),
    DIVIDE("/", (a, b) -> a / b),
    POWER("^", Math::pow),
    MINIMUM("min", Math::min),
    MAXIMUM("max", Math::max);

    private final String id;
    private final DoubleBinaryOperator value;

    Operator(String id, DoubleBinaryOperator value) {
        this.id = id;
        this.value = value;
    }

    /** The sign or function name in a formula. */
    public String id() {
        return id;
    }

    /** The value in double precision. */
    public double apply(double a, double b) {
        return value.applyAsDouble(a, b);
    }
}
