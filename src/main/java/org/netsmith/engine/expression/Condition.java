package org.netsmith.engine.expression;

import java.util.Map;
import java.util.function.UnaryOperator;

/** What {@code select} asks of each element. A comparison with NaN is false, except {@code !=}. */
public sealed interface Condition extends Syntax {

    /** How two numbers are compared. */
    enum Relation {
        LESS("<"),
        LESS_OR_EQUAL("<="),
        GREATER(">"),
        GREATER_OR_EQUAL(">="),
        EQUAL("=="),
        NOT_EQUAL("!=");

        private final String id;

        Relation(String id) {
            this.id = id;
        }

        /** The sign in a formula. */
        public String id() {
            return id;
        }

        boolean test(double a, double b) {
            return switch (this) {
                case LESS -> a < b;
                case LESS_OR_EQUAL -> a <= b;
                case GREATER -> a > b;
                case GREATER_OR_EQUAL -> a >= b;
                case EQUAL -> a == b;
                case NOT_EQUAL -> a != b;
            };
        }
    }

    /** {@code left < right} and its kin. */
    record Comparison(Relation relation, Expression left, Expression right) implements Condition {}

    /** {@code left and right}. */
    record And(Condition left, Condition right) implements Condition {}

    /** {@code left or right}. */
    record Or(Condition left, Condition right) implements Condition {}

    /** {@code not operand}. */
    record Not(Condition operand) implements Condition {}

    /** The truth for the given values of the variables. */
    default boolean test(Map<String, Double> values) {
        return switch (this) {
            case Comparison(var relation, var left, var right) ->
                relation.test(left.evaluate(values), right.evaluate(values));
            case And(var left, var right) -> left.test(values) && right.test(values);
            case Or(var left, var right) -> left.test(values) || right.test(values);
            case Not(var operand) -> !operand.test(values);
        };
    }

    /** This condition with every expression in it replaced. */
    default Condition map(UnaryOperator<Expression> change) {
        return switch (this) {
            case Comparison(var relation, var left, var right) ->
                new Comparison(relation, change.apply(left), change.apply(right));
            case And(var left, var right) -> new And(left.map(change), right.map(change));
            case Or(var left, var right) -> new Or(left.map(change), right.map(change));
            case Not(var operand) -> new Not(operand.map(change));
        };
    }
}
