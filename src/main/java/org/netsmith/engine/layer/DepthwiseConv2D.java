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
 * A convolution of each channel by itself: channel c makes the channels {@code c·depthMultiplier} and following.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output {@code [batch, …, channels·depthMultiplier]} · kernel
 * {@code [kernelSize…, channels, depthMultiplier]}, bias {@code [channels·depthMultiplier]}.
 *
 * @param window how it slides
 * @param depthMultiplier how many channels one channel makes, default 1
 * @param activation default linear
 * @param depthwiseInitializer of the kernel, default GlorotUniform
 * @param depthwiseRegularizer what the kernel adds to the loss, default none
 * @param depthwiseConstraint what the kernel must keep to, default none
 * @param bias with its initializer, regularizer and constraint
 * @param activityRegularizer what the output adds to the loss, default none
 * @see <a href="https://keras.io/api/layers/convolution_layers/depthwise_convolution2d/">Keras: DepthwiseConv2D</a>
 */
public record DepthwiseConv2D(
        @JsonUnwrapped Window window,
        @Nullable @Positive Integer depthMultiplier,
        @Nullable ActivationFunction activation,
        @Nullable Initializer depthwiseInitializer,
        @Nullable Regularizer depthwiseRegularizer,
        @Nullable Constraint depthwiseConstraint,
        @JsonUnwrapped Bias bias,
        @Nullable Regularizer activityRegularizer)
        implements Convolution {

    public DepthwiseConv2D {
        window = window.over(2);
        depthMultiplier = depthMultiplier == null ? 1 : depthMultiplier;
        activation = activation == null ? new ActivationFunction.Linear() : activation;
        depthwiseInitializer = Kernel.orGlorotUniform(depthwiseInitializer);
    }

    /** A layer with Keras' defaults but for what is given. */
    public static DepthwiseConv2D of(Window window, int depthMultiplier) {
        return new DepthwiseConv2D(window, depthMultiplier, null, null, null, null, Bias.PLAIN, null);
    }

    @Override
    public DepthwiseConv2D withActivation(ActivationFunction other) {
        return new DepthwiseConv2D(
                window,
                depthMultiplier,
                other,
                depthwiseInitializer,
                depthwiseRegularizer,
                depthwiseConstraint,
                bias,
                activityRegularizer);
    }

    private WindowProduct product(Shape input) {
        return new WindowProduct(window, "kernel", input.extent(-1), depthMultiplier);
    }

    @Override
    public Shape products(Shape input) {
        return product(input).outputShape(input);
    }

    @Override
    public List<Weight> kernels(long channels) {
        Shape kernel = window.kernel(channels, depthMultiplier);
        return List.of(
                new Weight("kernel", kernel, depthwiseInitializer, true, depthwiseRegularizer, depthwiseConstraint));
    }

    @Override
    public long productWorkspace(Shape input) {
        return window.workspace(input);
    }

    @Override
    public Pass buildProducts(Scope scope, Tensor x) {
        return product(x.shape()).build(scope, x);
    }
}
