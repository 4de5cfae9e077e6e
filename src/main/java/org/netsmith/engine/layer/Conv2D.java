package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A convolution over two axes, {@code y[h, w, f] = activation(Σ x[h·stride + i·dilation, w·stride + j·dilation,
 * c]·kernel[i, j, c, f] + bias[f])}.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output {@code [batch, …, filters]} with as many windows as fit
 * along each axis · kernel {@code [kernelSize…, channels/groups, filters]}, bias {@code [filters]}.
 *
 * @param filters how many channels come out, at least 1
 * @param window how it slides
 * @param groups into how many parts channels and filters fall, each part of the filters seeing its part of the channels
 *     only; default 1
 * @param activation default linear
 * @param kernel with its initializer, regularizer and constraint
 * @param bias with its initializer, regularizer and constraint
 * @param activityRegularizer what the output adds to the loss, default none
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution2d/">Keras: Conv2D</a>
 */
public record Conv2D(
        @Positive Long filters,
        @JsonUnwrapped Window window,
        @Nullable @Positive Integer groups,
        @Nullable ActivationFunction activation,
        @JsonUnwrapped Kernel kernel,
        @JsonUnwrapped Bias bias,
        @Nullable Regularizer activityRegularizer)
        implements Convolution {

    public Conv2D {
        window = window.over(2);
        groups = groups == null ? 1 : groups;
        activation = activation == null ? new ActivationFunction.Linear() : activation;
        ChannelGroups.requireFilters(filters, groups);
    }

    /** A layer with Keras' defaults but for what is given. */
    public static Conv2D of(long filters, Window window, ActivationFunction activation) {
        return new Conv2D(filters, window, null, activation, Kernel.PLAIN, Bias.PLAIN, null);
    }

    @Override
    public Conv2D withActivation(ActivationFunction other) {
        return new Conv2D(filters, window, groups, other, kernel, bias, activityRegularizer);
    }

    private WindowProduct product() {
        return new WindowProduct(window, "kernel", groups, filters / groups);
    }

    @Override
    public Shape products(Shape input) {
        ChannelGroups.requireChannels("Conv2D", input.extent(-1), groups);
        return product().outputShape(input);
    }

    @Override
    public List<Weight> kernels(long channels) {
        return List.of(kernel.weight(window.kernel(channels / groups, filters)));
    }

    @Override
    public long productWorkspace(Shape input) {
        return window.workspace(input);
    }

    @Override
    public Pass buildProducts(Scope scope, Tensor x) {
        return product().build(scope, x);
    }
}
