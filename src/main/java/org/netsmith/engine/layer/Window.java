package org.netsmith.engine.layer;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.Collections;
import java.util.List;
import java.util.function.ToLongBiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A window that slides over the spatial axes. One number stands for all axes. Strides and dilation above 1 exclude each
 * other, as in Keras.
 *
 * @param kernelSize how many elements the window holds along each axis
 * @param strides from one window to the next, default 1
 * @param padding what lies beyond the ends of the axes, default valid
 * @param dataFormat default channels_last
 * @param dilationRate from one element of a window to the next, default 1
 */
public record Window(
        @NotEmpty @ScalarOrList List<@Positive Integer> kernelSize,
        @Nullable @ScalarOrList List<@Positive Integer> strides,
        @Nullable Padding padding,
        @Nullable DataFormat dataFormat,
        @Nullable @ScalarOrList List<@Positive Integer> dilationRate) {

    public Window {
        kernelSize = List.copyOf(kernelSize);
        strides = strides == null || strides.isEmpty() ? List.of(1) : List.copyOf(strides);
        padding = padding == null ? Padding.VALID : padding;
        dataFormat = dataFormat == null ? DataFormat.CHANNELS_LAST : dataFormat;
        dilationRate = dilationRate == null || dilationRate.isEmpty() ? List.of(1) : List.copyOf(dilationRate);
        if (Collections.max(strides) > 1 && Collections.max(dilationRate) > 1) {
            throw new IllegalArgumentException("strides and dilation_rate must not both be above 1, received %s and %s"
                    .formatted(strides, dilationRate));
        }
    }

    /** A window with Keras' defaults but for its size. */
    public static Window of(Integer... kernelSize) {
        return new Window(List.of(kernelSize), null, null, null, null);
    }

    /** The same with one number for each axis; only a single axis may be one of time. */
    Window over(int axes) {
        return new Window(
                each("kernel_size", kernelSize, axes),
                each("strides", strides, axes),
                axes == 1 ? padding : padding.withoutTime(),
                dataFormat,
                each("dilation_rate", dilationRate, axes));
    }

    static List<Integer> each(String argument, List<Integer> given, int axes) {
        List<Integer> each = given.size() == 1 ? Collections.nCopies(axes, given.getFirst()) : given;
        if (each.size() != axes) {
            throw new IllegalArgumentException(
                    "%s must be one number or one for each of %d axes, received %s".formatted(argument, axes, given));
        }
        return List.copyOf(each);
    }

    /** The same that keeps within the axes. */
    Window withoutPadding() {
        return new Window(kernelSize, strides, Padding.VALID, dataFormat, dilationRate);
    }

    int axes() {
        return kernelSize.size();
    }

    Sliding along(int axis) {
        return new Sliding(kernelSize.get(axis), strides.get(axis), dilationRate.get(axis), padding);
    }

    /** A kernel with weights between so many channels for each element of the window. */
    Shape kernel(long... channels) {
        return Shape.of(joined(longs(kernelSize), LongStream.of(channels)));
    }

    /** The windows over inputs {@code [batch, …, channels]}, in place of their elements. */
    Shape slid(Shape input) {
        return each(input, Sliding::count);
    }

    /** Inputs {@code [batch, …, channels]} and what lies beyond their ends. */
    private Shape padded(Shape input) {
        return each(input, Sliding::padded);
    }

    private Shape each(Shape input, ToLongBiFunction<Sliding, Long> change) {
        Shape changed = input;
        for (int axis = 0; axis < axes(); axis++) {
            changed = changed.with(axis + 1, change.applyAsLong(along(axis), input.extent(axis + 1)));
        }
        return changed;
    }

    /** Where inputs {@code [batch, …, channels]} stand in the midst of what lies beyond their ends. */
    Selection inPadded(Shape input) {
        return Selection.window(padded(input), input, fronts(input));
    }

    private long[] fronts(Shape input) {
        LongStream fronts =
                IntStream.range(0, axes()).mapToLong(axis -> along(axis).front(input.extent(axis + 1)));
        return joined(LongStream.of(0), fronts, LongStream.of(0));
    }

    /** The elements of each window side by side, {@code [groups, batch, …, kernel…, channels/groups]}. */
    Selection patches(Shape input, long groups) {
        int channels = axes() + 1;
        long width = input.extent(channels) / groups;
        int[] spatial = IntStream.range(1, channels).toArray();
        int[] axes = Stream.of(new int[] {channels, 0}, spatial, spatial, new int[] {channels})
                .flatMapToInt(IntStream::of)
                .toArray();
        long[] steps = joined(LongStream.of(width, 1), longs(strides), longs(dilationRate), LongStream.of(1));
        return Selection.sliding(padded(input), patchShape(input, groups), axes, steps);
    }

    private Shape patchShape(Shape input, long groups) {
        LongStream windows = longs(slid(input).extents()).limit(axes() + 1);
        LongStream width = LongStream.of(input.extent(-1) / groups);
        return Shape.of(joined(LongStream.of(groups), windows, longs(kernelSize), width));
    }

    /** The pass from x {@code [batch, …, channels]}, padded with zeros, to the patches. */
    Pass buildPatches(Scope scope, Tensor x, long groups) {
        Selection patches = patches(x.shape(), groups);
        return inPadded(x.shape())
                .spreading(scope, x)
                .feeding(padded -> groups == 1 ? patches.picking(scope, padded) : patches.copying(scope, padded));
    }

    /** How many numbers inputs {@code [batch, …, channels]} are with what lies beyond their ends. */
    long paddedSize(Shape input) {
        return padded(input).size();
    }

    /** How many numbers the padded inputs {@code [batch, …, channels]}, the patches and their gradients are. */
    long workspace(Shape input) {
        return Math.multiplyExact(
                2, Math.addExact(paddedSize(input), patchShape(input, 1).size()));
    }

    /**
     * For each element of a window, in row-major order, what all windows over inputs {@code [batch, …, channels]} have
     * there. Beyond an end stands what lies nearest, which is in the window too; elements that are beyond an end in
     * all windows are left out.
     */
    List<Selection> elements(Shape input) {
        Stream<long[]> starts = Stream.of(joined(longs(slid(input).extents()).map(_ -> 0)));
        for (int axis = 0; axis < axes(); axis++) {
            int of = axis;
            starts = starts.flatMap(start -> startsAlong(of, start, input.extent(of + 1)));
        }
        long[] steps = joined(LongStream.of(1), longs(strides), LongStream.of(1));
        return starts.map(start -> Selection.spaced(input, slid(input), start, steps))
                .toList();
    }

    private Stream<long[]> startsAlong(int axis, long[] start, long extent) {
        Sliding sliding = along(axis);
        return LongStream.range(0, sliding.size())
                .map(element -> element * sliding.dilation() - sliding.front(extent))
                .filter(first -> sliding.isEverInside(first, extent))
                .mapToObj(first -> with(start, axis + 1, first));
    }

    private static long[] with(long[] numbers, int index, long number) {
        long[] changed = numbers.clone();
        changed[index] = number;
        return changed;
    }

    private static LongStream longs(List<? extends Number> numbers) {
        return numbers.stream().mapToLong(Number::longValue);
    }

    private static long[] joined(LongStream... parts) {
        return Stream.of(parts).flatMapToLong(part -> part).toArray();
    }
}
