package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;

/** A program put together from formulas and activations, and the tensors that its names are bound to. */
final class StepProgram {

    private final List<Assignment> assignments = new ArrayList<>();
    private final Map<String, Tensor> operands = new HashMap<>();

    StepProgram set(String name, String formula) {
        assignments.add(new Assignment(name, Expression.parse(formula)));
        return this;
    }

    /** {@code name = f(argument)}. */
    StepProgram activate(String name, Elementwise function, String argument) {
        String point = "at_" + name;
        set(point, argument);
        return assign(name, function.asExpression(), point);
    }

    /** Behind {@link #activate} of the same name: {@code derivative = f′(argument)}. */
    StepProgram derive(String derivative, Elementwise function, String name) {
        return assign(derivative, function.derivative(), "at_" + name);
    }

    private StepProgram assign(String name, Expression function, String point) {
        assignments.add(new Assignment(name, function.substitute(Map.of("x", Expression.parse(point)))));
        return this;
    }

    StepProgram bind(String name, Tensor tensor) {
        operands.put(name, tensor);
        return this;
    }

    void run(Scope scope) {
        scope.run(new Program(assignments), operands);
    }
}
