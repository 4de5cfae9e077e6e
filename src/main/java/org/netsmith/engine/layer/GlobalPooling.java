package org.netsmith.engine.layer;

import java.util.stream.IntStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** A layer that makes one number of each whole channel. It learns nothing. */
public sealed interface GlobalPooling extends SingleInput
        permits GlobalMaxPooling1D, GlobalMaxPooling2D, GlobalAveragePooling1D, GlobalAveragePooling2D {

    DataFormat dataFormat();

    /** Whether the spatial axes stay, with an extent of 1. */
    Boolean keepdims();

    /** How many spatial axes there are. */
    int axes();

    /** The pass of x {@code [elements, channels]} to y {@code [channels]}. */
    Pass buildOverRows(Scope scope, Tensor x);

    @Override
    default Shape outputShape(Shape input) {
        dataFormat().require(getClass().getSimpleName(), axes(), input);
        if (input.extents().contains(0L)) {
            throw new ShapeException("%s needs rows with at least one element, received rows of shape %s"
                    .formatted(getClass().getSimpleName(), input));
        }
        Shape pooled = dataFormat().ofChannels(input.prepend(1)).tail();
        return keepdims() ? pooled : Shape.of(pooled.size());
    }

    @Override
    default Pass build(Scope scope, Tensor x) {
        Shape output = outputShape(x.shape().tail()).prepend(x.shape().extent(0));
        int[] order = spatialFirst();
        Tensor arranged = scope.tensor(x.shape().permute(order));
        scope.run(scope.backend().permute(x, order, arranged));
        Shape matrix = Shape.of(x.size() / output.size(), output.size());
        Pass pooled = buildOverRows(scope, arranged.reshape(matrix));
        return Pass.of(pooled.output().reshape(output), (dy, needed) -> {
            Tensor dRows = pooled.toInput(dy.reshape(pooled.output().shape()), needed);
            return dRows == null ? null : arrangedBack(scope, dRows.reshape(arranged.shape()), order);
        });
    }

    /** The axes of {@code [batch, …]}, batch and channels last. */
    private int[] spatialFirst() {
        int first = dataFormat().firstSpatialAxis();
        IntStream others = IntStream.range(0, axes() + 2).filter(axis -> axis < first || axis >= first + axes());
        return IntStream.concat(IntStream.range(first, first + axes()), others).toArray();
    }

    private static Tensor arrangedBack(Scope scope, Tensor arranged, int[] order) {
        int[] back = new int[order.length];
        for (int place = 0; place < order.length; place++) {
            back[order[place]] = place;
        }
        Tensor dx = scope.tensor(arranged.shape().permute(back));
        scope.run(scope.backend().permute(arranged, back, dx));
        return dx;
    }
}
