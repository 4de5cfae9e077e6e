package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** A layer that makes one number of what a sliding window holds of each channel. It learns nothing. */
public sealed interface Pooling extends SingleInput
        permits MaxPooling1D, MaxPooling2D, AveragePooling1D, AveragePooling2D {

    /** How the window slides. */
    Window window();

    /** The pass of x {@code [batch, …, channels]}. */
    Pass buildChannelsLast(Scope scope, Tensor x);

    /** The size of a window over some axes; one number stands for all of them, and 2 is the default. */
    static List<Integer> size(@Nullable List<Integer> given, int axes) {
        return Window.each("pool_size", given == null || given.isEmpty() ? List.of(2) : given, axes);
    }

    /** The strides over as many axes as the window has; its size is the default. */
    static List<Integer> strides(@Nullable List<Integer> given, List<Integer> size) {
        return given == null || given.isEmpty() ? size : Window.each("strides", given, size.size());
    }

    /** No pooling knows a direction of time; valid is the default. */
    static Padding padding(@Nullable Padding given) {
        return given == null ? Padding.VALID : given.withoutTime();
    }

    @Override
    default Shape outputShape(Shape input) {
        DataFormat format = window().dataFormat();
        format.require(getClass().getSimpleName(), window().axes(), input);
        Shape output = window().slid(format.channelsLast(input).prepend(1)).tail();
        if (output.extents().contains(0L)) {
            throw new ShapeException("%s.pool_size %s does not fit into rows of shape %s"
                    .formatted(getClass().getSimpleName(), window().kernelSize(), input));
        }
        return format.arranged(output);
    }

    @Override
    default long workspace(Shape input) {
        return window().paddedSize(window().dataFormat().channelsLast(input).prepend(1));
    }

    @Override
    default Pass build(Scope scope, Tensor x) {
        return window().dataFormat().channelsLast(scope, x, rows -> buildChannelsLast(scope, rows));
    }
}
