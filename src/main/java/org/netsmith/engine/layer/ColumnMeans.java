package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** {@code y[j] = Σᵢ x[i, j]/rows}. */
record ColumnMeans(Tensor x) {

    Pass build(Scope scope) {
        Tensor y = scope.tensor(Shape.of(x.shape().extent(1)));
        String mean = "y = y / " + x.shape().extent(0);
        scope.run(scope.backend().sumColumns(x, y));
        scope.run(mean, Map.of("y", y));
        return Pass.of(y, (dy, needed) -> {
            if (!needed) {
                return null;
            }
            Tensor dx = scope.tensor(x.shape());
            scope.run(mean, Map.of("y", dy));
            scope.run("d = g", Map.of("d", dx, "g", dy));
            return dx;
        });
    }
}
