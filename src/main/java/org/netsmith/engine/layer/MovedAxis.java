package org.netsmith.engine.layer;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Tensor;

/** Moves one axis of tensors to another place; the others keep their order. */
record MovedAxis(int from, int to) {

    MovedAxis back() {
        return new MovedAxis(to, from);
    }

    /** The tensor with its axis moved: itself where nothing moves, else a copy. */
    Tensor apply(Scope scope, Tensor x) {
        if (from == to) {
            return x;
        }
        int[] axes = axes(x.shape().rank());
        Tensor y = scope.tensor(x.shape().permute(axes));
        scope.run(scope.backend().permute(x, axes, y));
        return y;
    }

    /** Which axis stands in each place afterwards. */
    int[] axes(int rank) {
        List<Integer> axes =
                IntStream.range(0, rank).filter(axis -> axis != from).boxed().collect(Collectors.toList());
        axes.add(to, from);
        return axes.stream().mapToInt(Integer::intValue).toArray();
    }
}
