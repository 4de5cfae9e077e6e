package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code y = x·kernel} for x {@code [batch, …, in]} and a kernel of in·units elements.
 *
 * @param kernel the name of the weight
 */
record KernelProduct(String kernel, long units) {

    Pass build(Scope scope, Tensor x) {
        Backend backend = scope.backend();
        Tensor y = scope.tensor(x.shape().withLast(units));
        scope.run(backend.product(x, scope.weight(kernel), y));
        return Pass.of(y, (dy, needed) -> {
            if (scope.trainable()) {
                scope.run(backend.productTransposedLeft(x, dy, scope.gradient(kernel)));
            }
            if (!needed) {
                return null;
            }
            Tensor dx = scope.tensor(x.shape());
            scope.run(backend.productTransposedRight(dy, scope.weight(kernel), dx));
            return dx;
        });
    }
}
