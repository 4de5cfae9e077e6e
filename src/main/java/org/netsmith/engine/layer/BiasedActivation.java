package org.netsmith.engine.layer;

import java.util.HashMap;
import java.util.Map;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.AlongAxis;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;

/** What follows the product of a layer: {@code y = activation(z + bias)}, in one pass over memory where it can be. */
record BiasedActivation(ActivationFunction activation, boolean useBias) {

    /** @param z {@code [batch, …, units]}, free to be overwritten */
    Pass build(Scope scope, Tensor z) {
        return switch (activation) {
            case Elementwise elementwise -> buildFused(scope, z, elementwise);
            case AlongAxis along -> buildFused(scope, z, new Linear()).then(y -> new Axiswise(along).build(scope, y));
        };
    }

    /** In training the pre-activations' memory takes the derivative, in the pass that adds the bias and activates. */
    private Pass buildFused(Scope scope, Tensor z, Elementwise function) {
        boolean keepsDerivative = scope.training() && !(function instanceof Linear);
        Tensor y = keepsDerivative ? scope.tensor(z.shape()) : z;
        activate(scope, function, z, y, keepsDerivative);
        return Pass.of(y, (dy, _) -> {
            if (keepsDerivative) {
                scope.run("g = g * d", Map.of("g", dy, "d", z));
            }
            if (useBias && scope.trainable()) {
                scope.run(scope.backend().sumColumns(dy, scope.gradient("bias")));
            }
            return dy;
        });
    }

    private void activate(Scope scope, Elementwise function, Tensor z, Tensor y, boolean keepsDerivative) {
        if (!useBias && function instanceof Linear) {
            return;
        }
        Map<String, Tensor> operands = new HashMap<>(Map.of("z", z, "y", y));
        if (useBias) {
            operands.put("b", scope.weight("bias"));
        }
        Expression preActivation = Expression.parse(useBias ? "z + b" : "z");
        scope.run(Activation.program(function, preActivation, keepsDerivative), operands);
    }
}
