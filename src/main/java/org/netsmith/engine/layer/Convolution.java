package org.netsmith.engine.layer;

import java.util.List;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A layer that weighs the elements of a sliding window: {@code y = activation(products + bias)}. What the window holds
 * in each place is written out for a whole batch, so that one matrix product weighs it all; this takes about as much
 * memory as the window has elements times the input.
 *
 * <p>Shapes of its own methods have their channels last, whatever the data format.
 */
public sealed interface Convolution extends SingleInput
        permits Conv1D, Conv2D, DepthwiseConv2D, SeparableConv2D, Conv2DTranspose {

    Window window();

    ActivationFunction activation();

    Bias bias();

    /** The same layer with another activation. */
    Convolution withActivation(ActivationFunction other);

    /** The shape of the products of inputs {@code [batch, …, channels]}; an extent of 0 where there is no window. */
    Shape products(Shape input);

    /** The weights but for the bias. */
    List<Weight> kernels(long channels);

    /** Appends the products of x {@code [batch, …, channels]}. */
    Pass buildProducts(Scope scope, Tensor x);

    /** How many numbers the products of inputs {@code [batch, …, channels]} need beside themselves. */
    long productWorkspace(Shape input);

    @Override
    default Shape outputShape(Shape input) {
        Shape rows = rows(input);
        Shape products = products(rows.prepend(1)).tail();
        if (products.extents().contains(0L)) {
            throw new ShapeException(
                    ("%s: a window of kernel_size %s and dilation_rate %s does not fit into rows of " + "shape %s")
                            .formatted(name(), window().kernelSize(), window().dilationRate(), input));
        }
        return new Activation(activation()).outputShape(window().dataFormat().arranged(products));
    }

    @Override
    default List<Weight> weights(Shape input) {
        Shape rows = rows(input);
        return bias().behind(kernels(rows.extent(-1)), products(rows.prepend(1)).extent(-1));
    }

    @Override
    default long workspace(Shape input) {
        return productWorkspace(rows(input).prepend(1));
    }

    /** An activation along an axis means that of the data format, and so comes after the channels are back. */
    @Override
    default Pass build(Scope scope, Tensor x) {
        DataFormat format = window().dataFormat();
        boolean inPlace = format == DataFormat.CHANNELS_LAST;
        BiasedActivation inside =
                new BiasedActivation(inPlace ? activation() : new ActivationFunction.Linear(), bias().useBias());
        Pass biased =
                format.channelsLast(scope, x, rows -> buildProducts(scope, rows).then(z -> inside.build(scope, z)));
        return inPlace ? biased : biased.then(y -> new Activation(activation()).build(scope, y));
    }

    private Shape rows(Shape input) {
        window().dataFormat().require(name(), window().axes(), input);
        return window().dataFormat().channelsLast(input);
    }

    private String name() {
        return getClass().getSimpleName();
    }
}
