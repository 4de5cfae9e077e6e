package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A fully connected layer: {@code y = activation(x·kernel + bias)}.
 *
 * <p>Input {@code [batch, …, in]} · Output {@code [batch, …, units]}, half as wide with glu · kernel
 * {@code [in, units]}, bias {@code [units]}.
 *
 * @param units the width of the output, at least 1
 * @param activation default linear
 * @param useBias default true
 * @param kernelInitializer default GlorotUniform
 * @param biasInitializer default Zeros
 * @param kernelRegularizer what the kernel adds to the loss, default none
 * @param biasRegularizer what the bias adds to the loss, default none
 * @param activityRegularizer what the output adds to the loss, default none
 * @param kernelConstraint what the kernel must keep to, default none
 * @param biasConstraint what the bias must keep to, default none
 * @see <a href="https://keras.io/api/layers/core_layers/dense/">Keras: Dense</a>
 */
public record Dense(
        @Positive Long units,
        @Nullable ActivationFunction activation,
        @Nullable Boolean useBias,
        @Nullable Initializer kernelInitializer,
        @Nullable Initializer biasInitializer,
        @Nullable Regularizer kernelRegularizer,
        @Nullable Regularizer biasRegularizer,
        @Nullable Regularizer activityRegularizer,
        @Nullable Constraint kernelConstraint,
        @Nullable Constraint biasConstraint)
        implements Stepwise {

    public Dense {
        activation = activation == null ? new Linear() : activation;
        useBias = useBias == null || useBias;
        kernelInitializer = kernelInitializer == null ? new Initializer.GlorotUniform(null) : kernelInitializer;
        biasInitializer = biasInitializer == null ? new Initializer.Zeros() : biasInitializer;
    }

    /** A layer without regularizers and constraints. */
    public Dense(
            Long units,
            @Nullable ActivationFunction activation,
            @Nullable Boolean useBias,
            @Nullable Initializer kernelInitializer,
            @Nullable Initializer biasInitializer) {
        this(units, activation, useBias, kernelInitializer, biasInitializer, null, null, null, null, null);
    }

    /** The layer with Keras' defaults but for its width and activation. */
    public static Dense of(long units, ActivationFunction activation) {
        return new Dense(units, activation, null, null, null);
    }

    /** The same layer with another activation. */
    public Dense withActivation(ActivationFunction other) {
        return new Dense(
                units,
                other,
                useBias,
                kernelInitializer,
                biasInitializer,
                kernelRegularizer,
                biasRegularizer,
                activityRegularizer,
                kernelConstraint,
                biasConstraint);
    }

    @Override
    public Shape outputShape(Shape input) {
        if (input.rank() == 0) {
            throw new ShapeException("Dense needs rows of at least one value, received rows of shape []");
        }
        return new Activation(activation).outputShape(input.withLast(units));
    }

    @Override
    public List<Weight> weights(Shape input) {
        List<Weight> weights = new ArrayList<>();
        Shape kernel = Shape.of(input.extent(-1), units);
        weights.add(new Weight("kernel", kernel, kernelInitializer, true, kernelRegularizer, kernelConstraint));
        if (useBias) {
            Shape bias = Shape.of(units);
            weights.add(new Weight("bias", bias, biasInitializer, true, biasRegularizer, biasConstraint));
        }
        return weights;
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return new KernelProduct("kernel", units)
                .build(scope, x)
                .then(z -> new BiasedActivation(activation, useBias).build(scope, z));
    }
}
