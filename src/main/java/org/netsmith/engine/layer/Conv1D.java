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
 * A convolution over one axis, {@code y[t, f] = activation(Σ x[t·stride + i·dilation, c]·kernel[i, c, f] +
 * bias[f])}.
 *
 * <p>Input {@code [batch, steps, channels]} · Output {@code [batch, windows, filters]} · kernel
 * {@code [kernelSize, channels/groups, filters]}, bias {@code [filters]}.
 *
 * @param filters how many channels come out, at least 1
 * @param window how it slides; padding may be causal
 * @param groups into how many parts channels and filters fall, each part of the filters seeing its part of the channels
 *     only; default 1
 * @param activation default linear
 * @param kernel with its initializer, regularizer and constraint
 * @param bias with its initializer, regularizer and constraint
 * @param activityRegularizer what the output adds to the loss, default none
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution1d/">Keras: Conv1D</a>
 */
public record Conv1D(
        @Positive Long filters,
        @JsonUnwrapped Window window,
        @Nullable @Positive Integer groups,
        @Nullable ActivationFunction activation,
        @JsonUnwrapped Kernel kernel,
        @JsonUnwrapped Bias bias,
        @Nullable Regularizer activityRegularizer)
        implements Convolution {

    public Conv1D {
        window = window.over(1);
        groups = groups == null ? 1 : groups;
        activation = activation == null ? new ActivationFunction.Linear() : activation;
        ChannelGroups.requireFilters(filters, groups);
    }

    /** A layer with Keras' defaults but for what is given. */
    public static Conv1D of(long filters, Window window, ActivationFunction activation) {
        return new Conv1D(filters, window, null, activation, Kernel.PLAIN, Bias.PLAIN, null);
    }

    @Override
    public Conv1D withActivation(ActivationFunction other) {
        return new Conv1D(filters, window, groups, other, kernel, bias, activityRegularizer);
    }

    private WindowProduct product() {
        return new WindowProduct(window, "kernel", groups, filters / groups);
    }

    @Override
    public Shape products(Shape input) {
        ChannelGroups.requireChannels("Conv1D", input.extent(-1), groups);
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
