package org.netsmith.engine.layer;

import java.util.function.Function;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Work on all elements along some axes together: these axes are moved to the end and seen as one, so that every other
 * position is a row.
 */
record TrailingRows(Selection arrangement, Shape rows) {

    static TrailingRows of(Shape shape, int... axes) {
        int[] order = Axes.last(shape.rank(), axes);
        long count = IntStream.of(axes).mapToLong(shape::extent).reduce(1, Math::multiplyExact);
        return new TrailingRows(Selection.permuted(shape, order), Shape.of(shape.size() / Math.max(1, count), count));
    }

    /** The pass of x {@code [batch, …]} when a pass on {@code [rows, columns]} is given. */
    Pass build(Scope scope, Tensor x, Function<Tensor, Pass> onRows) {
        Tensor arranged = arrangement.pick(scope, x);
        Pass pass = onRows.apply(arranged.reshape(rows));
        Tensor y = arrangement.spread(scope, pass.output().reshape(arranged.shape()));
        return Pass.of(y, (dy, needed) -> {
            Tensor dRows = arrangement.pick(scope, dy).reshape(rows);
            Tensor dx = pass.toInput(dRows, needed);
            return dx == null ? null : arrangement.spread(scope, dx.reshape(arranged.shape()));
        });
    }
}
