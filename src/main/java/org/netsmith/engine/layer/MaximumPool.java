package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Tensor;

/**
 * The largest element in each place of a window, over x {@code [batch, …, channels]}. Of equals the first in row-major
 * order learns.
 */
record MaximumPool(Window window) {

    Pass build(Scope scope, Tensor x) {
        List<Selection> elements = window.elements(x.shape());
        Tensor y = scope.tensor(window.slid(x.shape()));
        Tensor element = scope.tensor(y.shape());
        elements.getFirst().pick(scope, x, y);
        for (Selection next : elements.subList(1, elements.size())) {
            next.pick(scope, x, element);
            scope.run("y = max(y, v)", Map.of("y", y, "v", element));
        }
        return Pass.of(y, (dy, needed) -> needed ? buildGradient(scope, x, y, element, elements, dy) : null);
    }

    private static Tensor buildGradient(
            Scope scope, Tensor x, Tensor y, Tensor element, List<Selection> elements, Tensor dy) {
        Tensor dx = scope.tensor(x.shape());
        scope.run("d = 0", Map.of("d", dx));
        for (Selection next : elements) {
            next.pick(scope, x, element);
            Map<String, Tensor> operands = Map.of("v", element, "y", y, "g", dy);
            scope.run("t = select(v >= y, g, 0); g = select(v >= y, 0, g); v = t", operands);
            next.add(scope, element, dx);
        }
        return dx;
    }
}
