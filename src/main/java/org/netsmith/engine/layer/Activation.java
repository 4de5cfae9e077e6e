package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.AlongAxis;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;

/**
 * An activation as a layer of its own. Input and output {@code [batch, …]}; glu halves one axis.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/activation/">Keras: Activation</a>
 */
public record Activation(ActivationFunction activation) implements Stepwise {

    @Override
    public Shape outputShape(Shape input) {
        return switch (activation) {
            case Elementwise _ -> input;
            case AlongAxis along -> new Axiswise(along).outputShape(input);
        };
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return switch (activation) {
            case ActivationFunction.Linear _ -> Pass.of(x, (dy, _) -> dy);
            case Elementwise elementwise -> buildElementwise(scope, x, elementwise);
            case AlongAxis along -> new Axiswise(along).build(scope, x);
        };
    }

    private static Pass buildElementwise(Scope scope, Tensor x, Elementwise function) {
        Tensor y = scope.tensor(x.shape());
        Tensor derivative = scope.training() ? scope.tensor(x.shape()) : y;
        Program program = program(function, Expression.parse("x"), scope.training());
        scope.run(program, scope.training() ? Map.of("x", x, "y", y, "z", derivative) : Map.of("x", x, "y", y));
        return Pass.of(y, (dy, _) -> {
            scope.run("g = g * d", Map.of("g", dy, "d", derivative));
            return dy;
        });
    }

    /**
     * {@code t = preActivation; y = f(t)} and, where asked for, {@code z = f′(t)}: one pass over memory, sharing what
     * value and derivative have in common.
     */
    static Program program(Elementwise function, Expression preActivation, boolean derivative) {
        Expression f = function.asExpression();
        Map<String, Expression> rename = Map.of("x", Expression.parse("t"));
        List<Assignment> assignments = new ArrayList<>();
        assignments.add(new Assignment("t", preActivation));
        assignments.add(new Assignment("y", f.substitute(rename)));
        if (derivative) {
            assignments.add(new Assignment("z", function.derivative().substitute(rename)));
        }
        return new Program(assignments);
    }
}
