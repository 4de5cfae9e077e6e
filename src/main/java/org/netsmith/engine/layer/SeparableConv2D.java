package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A convolution of each channel by itself, and then one of a single element that mixes the channels.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output {@code [batch, …, filters]} · depthwise_kernel {@code
 * [kernelSize…, channels, depthMultiplier]}, pointwise_kernel {@code [1, 1, channels·depthMultiplier, filters]}, bias
 * {@code [filters]}.
 *
 * @param filters how many channels come out, at least 1
 * @param window how it slides
 * @param depthMultiplier how many channels one channel makes before they are mixed, default 1
 * @param activation default linear
 * @param depthwiseInitializer default GlorotUniform
 * @param pointwiseInitializer default GlorotUniform
 * @param depthwiseRegularizer what the first kernel adds to the loss, default none
 * @param pointwiseRegularizer what the second kernel adds to the loss, default none
 * @param depthwiseConstraint what the first kernel must keep to, default none
 * @param pointwiseConstraint what the second kernel must keep to, default none
 * @param bias with its initializer, regularizer and constraint
 * @param activityRegularizer what the output adds to the loss, default none
 * @see <a href="https://keras.io/api/layers/convolution_layers/separable_convolution2d/">Keras: SeparableConv2D</a>
 */
public record SeparableConv2D(
        @Positive Long filters,
        @JsonUnwrapped Window window,
        @Nullable @Positive Integer depthMultiplier,
        @Nullable ActivationFunction activation,
        @Nullable Initializer depthwiseInitializer,
        @Nullable Initializer pointwiseInitializer,
        @Nullable Regularizer depthwiseRegularizer,
        @Nullable Regularizer pointwiseRegularizer,
        @Nullable Constraint depthwiseConstraint,
        @Nullable Constraint pointwiseConstraint,
        @JsonUnwrapped Bias bias,
        @Nullable Regularizer activityRegularizer)
        implements Convolution {

    public SeparableConv2D {
        window = window.over(2);
        depthMultiplier = depthMultiplier == null ? 1 : depthMultiplier;
        activation = activation == null ? new ActivationFunction.Linear() : activation;
        depthwiseInitializer = Kernel.orGlorotUniform(depthwiseInitializer);
        pointwiseInitializer = Kernel.orGlorotUniform(pointwiseInitializer);
    }

    /** A layer with Keras' defaults but for what is given. */
    public static SeparableConv2D of(long filters, Window window, int depthMultiplier) {
        return new SeparableConv2D(
                filters, window, depthMultiplier, null, null, null, null, null, null, null, Bias.PLAIN, null);
    }

    @Override
    public SeparableConv2D withActivation(ActivationFunction other) {
        return new SeparableConv2D(
                filters,
                window,
                depthMultiplier,
                other,
                depthwiseInitializer,
                pointwiseInitializer,
                depthwiseRegularizer,
                pointwiseRegularizer,
                depthwiseConstraint,
                pointwiseConstraint,
                bias,
                activityRegularizer);
    }

    private WindowProduct depthwise(Shape input) {
        return new WindowProduct(window, "depthwise_kernel", input.extent(-1), depthMultiplier);
    }

    @Override
    public Shape products(Shape input) {
        return window.slid(input).withLast(filters);
    }

    @Override
    public List<Weight> kernels(long channels) {
        Shape depthwise = window.kernel(channels, depthMultiplier);
        Shape pointwise = Shape.of(1, 1, Math.multiplyExact(channels, depthMultiplier), filters);
        return List.of(
                new Weight(
                        "depthwise_kernel",
                        depthwise,
                        depthwiseInitializer,
                        true,
                        depthwiseRegularizer,
                        depthwiseConstraint),
                new Weight(
                        "pointwise_kernel",
                        pointwise,
                        pointwiseInitializer,
                        true,
                        pointwiseRegularizer,
                        pointwiseConstraint));
    }

    @Override
    public long productWorkspace(Shape input) {
        return Math.addExact(
                window.workspace(input),
                Math.multiplyExact(2, depthwise(input).outputShape(input).size()));
    }

    @Override
    public Pass buildProducts(Scope scope, Tensor x) {
        return depthwise(x.shape())
                .build(scope, x)
                .then(y -> new KernelProduct("pointwise_kernel", filters).build(scope, y));
    }
}
