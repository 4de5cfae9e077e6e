package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.expression.Program.Assignment;

/**
 * An activation as a layer of its own. Input and output {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/core_layers/activation/">Keras: Activation</a>
 */
public record Activation(ActivationFunction activation) implements Layer {

    @Override
    public Shape outputShape(Shape input) {
        return input;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return switch (activation) {
            case ActivationFunction.Linear _ -> new Pass(x, (dy, _) -> dy);
            case Elementwise elementwise -> buildElementwise(scope, x, elementwise);
            case Softmax _ -> buildSoftmax(scope, x);
        };
    }

    private static Pass buildElementwise(Scope scope, Tensor x, Elementwise function) {
        Tensor y = scope.tensor(x.shape());
        Tensor derivative = scope.training() ? scope.tensor(x.shape()) : y;
        Program program = program(function, Expression.parse("x"), scope.training());
        scope.run(program, scope.training() ? Map.of("x", x, "y", y, "z", derivative) : Map.of("x", x, "y", y));
        return new Pass(y, (dy, _) -> {
            scope.run("g = g * d", Map.of("g", dy, "d", derivative));
            return dy;
        });
    }

    /** {@code dx = y·(dy − Σ dy·y)}. */
    private static Pass buildSoftmax(Scope scope, Tensor x) {
        Tensor y = scope.tensor(x.shape());
        scope.run(scope.backend().softmax(x, y));
        return new Pass(y, (dy, _) -> {
            Tensor sum = scope.tensor(Shape.of(y.size() / y.shape().extent(-1), 1));
            scope.run("g = g * y", Map.of("g", dy, "y", y));
            scope.run(scope.backend().sumRows(dy, sum));
            scope.run("g = g - y * s", Map.of("g", dy, "y", y, "s", sum));
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
            assignments.add(new Assignment("z", f.derivative("x").simplify().substitute(rename)));
        }
        return new Program(assignments);
    }
}
