package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.initializer.Initializer;

/**
 * A fully connected layer: {@code y = activation(x·kernel + bias)}.
 *
 * <p>Input {@code [batch, …, in]} · Output {@code [batch, …, units]} · kernel {@code [in, units]}, bias {@code
 * [units]}.
 *
 * @param units the width of the output, at least 1
 * @param activation default linear
 * @param useBias default true
 * @param kernelInitializer default GlorotUniform
 * @param biasInitializer default Zeros
 * @see <a href="https://keras.io/api/layers/core_layers/dense/">Keras: Dense</a>
 */
public record Dense(
        @Positive Long units,
        @Nullable ActivationFunction activation,
        @Nullable Boolean useBias,
        @Nullable Initializer kernelInitializer,
        @Nullable Initializer biasInitializer)
        implements Layer {

    public Dense {
        activation = activation == null ? new Linear() : activation;
        useBias = useBias == null || useBias;
        kernelInitializer = kernelInitializer == null ? new Initializer.GlorotUniform(null) : kernelInitializer;
        biasInitializer = biasInitializer == null ? new Initializer.Zeros() : biasInitializer;
    }

    /** The layer with Keras' defaults but for its width and activation. */
    public static Dense of(long units, ActivationFunction activation) {
        return new Dense(units, activation, null, null, null);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() == 0) {
            throw new ShapeException("Dense needs rows of at least one value, received rows of shape []");
        }
        return input.withLast(units);
    }

    @Override
    public List<Weight> weights(Shape input) {
        List<Weight> weights = new ArrayList<>();
        weights.add(new Weight("kernel", Shape.of(input.extent(-1), units), kernelInitializer, true));
        if (useBias) {
            weights.add(new Weight("bias", Shape.of(units), biasInitializer, true));
        }
        return weights;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return switch (activation) {
            case Elementwise elementwise -> buildFused(scope, x, elementwise);
            case Softmax softmax -> {
                Pass product = buildFused(scope, x, new Linear());
                Pass activated = new Activation(softmax).build(scope, product.output());
                yield new Pass(
                        activated.output(),
                        (dy, needed) ->
                                product.backward().build(activated.backward().build(dy, true), needed));
            }
        };
    }

    /** In training the pre-activations' memory takes the derivative, in the pass that adds the bias and activates. */
    private Pass buildFused(Scope scope, Tensor x, Elementwise function) {
        Tensor kernel = scope.weight("kernel");
        Tensor y = scope.tensor(x.shape().withLast(units));
        boolean keepsDerivative = scope.training() && !(function instanceof Linear);
        Tensor z = keepsDerivative ? scope.tensor(y.shape()) : y;
        scope.run(scope.backend().product(x, kernel, z));
        activate(scope, function, z, y, keepsDerivative);
        return new Pass(y, (dy, needed) -> {
            if (keepsDerivative) {
                scope.run("g = g * d", Map.of("g", dy, "d", z));
            }
            return buildBackward(scope, x, dy, needed);
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

    private @Nullable Tensor buildBackward(Scope scope, Tensor x, Tensor dz, boolean needed) {
        if (scope.trainable()) {
            scope.run(scope.backend().productTransposedLeft(x, dz, scope.gradient("kernel")));
            if (useBias) {
                scope.run(scope.backend().sumColumns(dz, scope.gradient("bias")));
            }
        }
        if (!needed) {
            return null;
        }
        Tensor dx = scope.tensor(x.shape());
        scope.run(scope.backend().productTransposedRight(dz, scope.weight("kernel"), dx));
        return dx;
    }
}
