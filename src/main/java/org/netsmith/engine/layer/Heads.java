package org.netsmith.engine.layer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A projection {@code x·kernel + bias} into heads that stand beside the batch: x {@code [batch, steps, features]},
 * output {@code [batch·heads, steps, width]}.
 *
 * @param name of the weights, {@code query}
 */
record Heads(Scope scope, String name, Tensor x, long heads, long width, boolean useBias) {

    private static final MovedAxis HEADS_IN_FRONT = new MovedAxis(2, 1);

    Tensor build() {
        Tensor y = scope.tensor(rows());
        scope.run(scope.backend().product(x, kernel(scope.weight(name + "/kernel")), y));
        if (useBias) {
            scope.run("y = y + b", Map.of("y", y, "b", row(scope.weight(name + "/bias"))));
        }
        return apart(y);
    }

    private Shape rows() {
        return x.shape().withLast(heads * width);
    }

    private Tensor kernel(Tensor weight) {
        return weight.reshape(Shape.of(x.shape().extent(-1), heads * width));
    }

    private Tensor row(Tensor weight) {
        return weight.reshape(Shape.of(heads * width));
    }

    private Tensor apart(Tensor y) {
        long batch = x.shape().extent(0);
        long steps = x.shape().extent(1);
        Shape shape = Shape.of(batch * heads, steps, width);
        return heads == 1
                ? y.reshape(shape)
                : HEADS_IN_FRONT
                        .apply(scope, y.reshape(Shape.of(batch, steps, heads, width)))
                        .reshape(shape);
    }

    private Tensor together(Tensor y) {
        long batch = x.shape().extent(0);
        long steps = x.shape().extent(1);
        return heads == 1
                ? y.reshape(rows())
                : HEADS_IN_FRONT
                        .apply(scope, y.reshape(Shape.of(batch, heads, steps, width)))
                        .reshape(rows());
    }

    /** The gradient of x, null where it is not needed. */
    @Nullable
    Tensor backward(Tensor outputGradient, boolean needed) {
        Tensor gradient = together(outputGradient);
        if (scope.trainable()) {
            Tensor kernel = kernel(scope.gradient(name + "/kernel"));
            scope.run(scope.backend().productTransposedLeft(x, gradient, kernel));
            if (useBias) {
                scope.run(scope.backend().sumColumns(gradient, row(scope.gradient(name + "/bias"))));
            }
        }
        if (!needed) {
            return null;
        }
        Tensor dx = scope.tensor(x.shape());
        scope.run(scope.backend().productTransposedRight(gradient, kernel(scope.weight(name + "/kernel")), dx));
        return dx;
    }
}
