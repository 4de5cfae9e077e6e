package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** A layer that makes one tensor of several. */
public sealed interface Merge extends Layer permits ElementwiseMerge, Concatenate, Dot, HashedCrossing, Attending {

    /** Throws where there are fewer than two inputs. */
    static void requireSeveral(Layer layer, List<Shape> inputs) {
        if (inputs.size() < 2) {
            throw new ShapeException("%s needs at least two inputs, received %d"
                    .formatted(layer.getClass().getSimpleName(), inputs.size()));
        }
    }

    /** Throws where there are not exactly two inputs. */
    static void requireTwo(Layer layer, List<Shape> inputs) {
        if (inputs.size() != 2) {
            throw new ShapeException("%s needs exactly two inputs, received %d"
                    .formatted(layer.getClass().getSimpleName(), inputs.size()));
        }
    }

    /** The mask of steps that count in any of the inputs; null where an input has no mask and so counts everywhere. */
    static @Nullable Tensor anyMask(Scope scope, int inputs) {
        List<Tensor> masks = IntStream.range(0, inputs)
                .mapToObj(scope::mask)
                .flatMap(Optional::stream)
                .toList();
        long shapes = masks.stream().map(Tensor::shape).distinct().count();
        if (masks.size() < inputs || shapes != 1) {
            return null;
        }
        Tensor any = scope.tensor(masks.getFirst().shape());
        scope.run(scope.backend().copy(masks.getFirst(), any));
        masks.stream().skip(1).forEach(mask -> scope.run("a = max(a, m)", Map.of("a", any, "m", mask)));
        return any;
    }
}
