package org.netsmith.engine.layer;

import java.util.HashMap;
import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A tensor seen as {@code [outer, features, inner]}: how to sum over all but the features, and how to combine a
 * tensor with one value a feature. Where the features are last (inner is 1) these are the backend's own column sums
 * and row broadcast.
 */
record FeatureAxis(long outer, long features, long inner) {

    static FeatureAxis of(Shape shape, int axis) {
        long outer = new Shape(shape.extents().subList(0, axis)).size();
        long inner = new Shape(shape.extents().subList(axis + 1, shape.rank())).size();
        return new FeatureAxis(outer, shape.extent(axis), inner);
    }

    /** {@code sums[f] = Σ x[o, f, i]}. */
    void sum(Scope scope, Tensor x, Tensor sums) {
        if (inner == 1) {
            scope.run(scope.backend().sumColumns(x.reshape(Shape.of(outer, features)), sums));
            return;
        }
        Tensor rows = scope.tensor(Shape.of(outer * features, 1));
        scope.run(scope.backend().sumRows(x.reshape(Shape.of(outer * features, inner)), rows));
        scope.run(scope.backend().sumColumns(rows.reshape(Shape.of(outer, features)), sums));
    }

    /** Runs a program over whole tensors and tensors of one value a feature. */
    void run(Scope scope, String program, Map<String, Tensor> wholes, Map<String, Tensor> vectors) {
        Map<String, Tensor> operands = new HashMap<>();
        Shape matrix = inner == 1 ? Shape.of(outer, features) : Shape.of(outer * features, inner);
        wholes.forEach((name, tensor) -> operands.put(name, tensor.reshape(matrix)));
        vectors.forEach((name, vector) -> operands.put(name, inner == 1 ? vector : repeated(scope, vector)));
        scope.run(program, operands);
    }

    private Tensor repeated(Scope scope, Tensor vector) {
        Tensor column = scope.tensor(Shape.of(outer * features, 1));
        scope.run("c = v", Map.of("c", column.reshape(Shape.of(outer, features)), "v", vector));
        return column;
    }
}
