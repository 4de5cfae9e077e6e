package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code y[b] = left[b]·right[b]ᵀ} with left [batch, m, k], right [batch, n, k], y of batch·m·n elements; one product
 * a sample, or, where both are vectors, one pass over all.
 */
record BatchedProduct(Tensor left, Tensor right, Tensor y) {

    private interface Product {
        void append(Tensor a, Tensor b, Tensor c);
    }

    private boolean ofVectors() {
        return left.shape().extent(1) == 1 && right.shape().extent(1) == 1;
    }

    void build(Scope scope) {
        if (ofVectors()) {
            Tensor products = scope.tensor(left.shape());
            scope.run("p = a * b", Map.of("p", products, "a", left, "b", right));
            scope.run(scope.backend().sumRows(products, column(y)));
        } else {
            each(
                    left,
                    right,
                    inMatrices(y),
                    (a, b, c) -> scope.run(scope.backend().productTransposedRight(a, b, c)));
        }
    }

    Tensor gradientOfLeft(Scope scope, Tensor dy) {
        Tensor gradient = scope.tensor(left.shape());
        if (ofVectors()) {
            scope.run("d = g * b", Map.of("d", gradient, "g", column(dy), "b", right));
        } else {
            each(
                    inMatrices(dy),
                    right,
                    gradient,
                    (a, b, c) -> scope.run(scope.backend().product(a, b, c)));
        }
        return gradient;
    }

    Tensor gradientOfRight(Scope scope, Tensor dy) {
        Tensor gradient = scope.tensor(right.shape());
        if (ofVectors()) {
            scope.run("d = g * a", Map.of("d", gradient, "g", column(dy), "a", left));
        } else {
            each(
                    inMatrices(dy),
                    left,
                    gradient,
                    (a, b, c) -> scope.run(scope.backend().productTransposedLeft(a, b, c)));
        }
        return gradient;
    }

    private static Tensor column(Tensor tensor) {
        return tensor.reshape(Shape.of(tensor.size(), 1));
    }

    private Tensor inMatrices(Tensor tensor) {
        return tensor.reshape(Shape.of(
                left.shape().extent(0), left.shape().extent(1), right.shape().extent(1)));
    }

    private static void each(Tensor a, Tensor b, Tensor c, Product product) {
        for (long i = 0; i < a.shape().extent(0); i++) {
            product.append(sample(a, i), sample(b, i), sample(c, i));
        }
    }

    private static Tensor sample(Tensor tensor, long index) {
        Shape shape = tensor.shape().tail();
        return tensor.view(index * shape.size(), shape);
    }
}
