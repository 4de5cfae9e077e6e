package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** {@code y[j] = maxᵢ x[i, j]}; equals share the gradient. */
record ColumnMaxima(Tensor x) {

    Pass build(Scope scope) {
        Tensor y = fold(scope).reshape(Shape.of(x.shape().extent(1)));
        return Pass.of(y, (dy, needed) -> needed ? buildGradient(scope, y, dy) : null);
    }

    /** Half of the rows at a time takes in the other half; a row in the middle waits. */
    private Tensor fold(Scope scope) {
        Tensor rows = scope.tensor(x.shape());
        scope.run(scope.backend().copy(x, rows));
        long left = x.shape().extent(0);
        while (left > 1) {
            long half = left / 2;
            scope.run("a = max(a, b)", Map.of("a", rows(rows, 0, half), "b", rows(rows, left - half, half)));
            left -= half;
        }
        return rows(rows, 0, 1);
    }

    private static Tensor rows(Tensor x, long from, long count) {
        long columns = x.shape().extent(1);
        return x.view(from * columns, Shape.of(count, columns));
    }

    private Tensor buildGradient(Scope scope, Tensor y, Tensor dy) {
        Tensor dx = scope.tensor(x.shape());
        Tensor equals = scope.tensor(y.shape());
        scope.run("d = select(x >= y, 1, 0)", Map.of("d", dx, "x", x, "y", y));
        scope.run(scope.backend().sumColumns(dx, equals));
        scope.run("d = d * g / n", Map.of("d", dx, "g", dy, "n", equals));
        return dx;
    }
}
