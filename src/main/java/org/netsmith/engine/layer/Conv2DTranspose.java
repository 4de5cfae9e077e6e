package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * The way back of a convolution: each element of the input is spread over a window of the output, weighted by the
 * kernel, and what overlaps adds up.
 *
 * <p>Input {@code [batch, height, width, channels]} · Output {@code [batch, …, filters]}, over which the window has
 * just as many places as the input has elements · kernel {@code [kernelSize…, filters, channels]}, bias {@code
 * [filters]}.
 *
 * @param filters how many channels come out, at least 1
 * @param window how it slides over the output
 * @param outputPadding by how much the output is longer than it must be, along each axis; left out, the output has
 *     stride times the extent of the input, or with padding valid ends with the last window or its stride
 * @param activation default linear
 * @param kernel with its initializer, regularizer and constraint
 * @param bias with its initializer, regularizer and constraint
 * @param activityRegularizer what the output adds to the loss, default none
 * @see <a href="https://keras.io/api/layers/convolution_layers/convolution2d_transpose/">Keras: Conv2DTranspose</a>
 */
public record Conv2DTranspose(
        @Positive Long filters,
        @JsonUnwrapped Window window,
        @Nullable @ScalarOrList List<@PositiveOrZero Integer> outputPadding,
        @Nullable ActivationFunction activation,
        @JsonUnwrapped Kernel kernel,
        @JsonUnwrapped Bias bias,
        @Nullable Regularizer activityRegularizer)
        implements Convolution {

    public Conv2DTranspose {
        window = window.over(2);
        outputPadding = outputPadding == null ? null : Window.each("output_padding", outputPadding, 2);
        activation = activation == null ? new ActivationFunction.Linear() : activation;
    }

    /** A layer with Keras' defaults but for what is given. */
    public static Conv2DTranspose of(long filters, Window window, @Nullable List<Integer> outputPadding) {
        return new Conv2DTranspose(filters, window, outputPadding, null, Kernel.PLAIN, Bias.PLAIN, null);
    }

    @Override
    public Conv2DTranspose withActivation(ActivationFunction other) {
        return new Conv2DTranspose(filters, window, outputPadding, other, kernel, bias, activityRegularizer);
    }

    @Override
    public Shape products(Shape input) {
        Shape output = input.withLast(filters);
        for (int axis = 0; axis < window.axes(); axis++) {
            output = output.with(axis + 1, extent(axis, input.extent(axis + 1)));
        }
        if (!window.slid(output).equals(input.withLast(filters))) {
            throw new ShapeException(
                    "Conv2DTranspose.output_padding %s does not fit padding, kernel_size %s and strides %s"
                            .formatted(outputPadding, window.kernelSize(), window.strides()));
        }
        return output;
    }

    private long extent(int axis, long input) {
        Sliding sliding = window.along(axis);
        boolean same = window.padding() == Padding.SAME;
        long starts = Math.multiplyExact(input, sliding.stride());
        if (outputPadding == null) {
            return same ? starts : starts + Math.max(sliding.reach() - sliding.stride(), 0);
        }
        long least = same ? sliding.reach() % 2 : sliding.reach();
        return Math.max(0, starts - sliding.stride() + least + outputPadding.get(axis));
    }

    @Override
    public List<Weight> kernels(long channels) {
        return List.of(kernel.weight(window.kernel(filters, channels)));
    }

    @Override
    public long productWorkspace(Shape input) {
        return window.workspace(products(input));
    }

    @Override
    public Pass buildProducts(Scope scope, Tensor x) {
        Shape output = products(x.shape());
        return buildPatches(scope, x)
                .then(patches -> window.patches(output, 1).spreading(scope, patches))
                .then(padded -> window.inPadded(output).picking(scope, padded));
    }

    /** {@code x·kernelᵀ}: what each element adds to the window at its place. */
    private Pass buildPatches(Scope scope, Tensor x) {
        Backend backend = scope.backend();
        Tensor weight = scope.weight("kernel");
        Tensor patches =
                scope.tensor(x.shape().withLast(weight.size() / x.shape().extent(-1)));
        scope.run(backend.productTransposedRight(x, weight, patches));
        return Pass.of(patches, (gradient, needed) -> {
            Tensor rows = gradient.reshape(patches.shape());
            if (scope.trainable()) {
                scope.run(backend.productTransposedLeft(rows, x, scope.gradient("kernel")));
            }
            if (!needed) {
                return null;
            }
            Tensor dx = scope.tensor(x.shape());
            scope.run(backend.product(rows, weight, dx));
            return dx;
        });
    }
}
