package org.netsmith.engine.layer;

import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** What attention makes of scores {@code [batch, queries, steps]} and values {@code [batch, steps, features]}. */
final class WeightedValues {

    private static final MovedAxis TURNED = new MovedAxis(1, 2);

    private final Scope scope;
    private final Pass weights;
    private final Tensor output;
    private final BatchedProduct product;

    /** @param dropout the part of the weights that is dropped in training */
    WeightedValues(Scope scope, Tensor scores, Tensor values, double dropout) {
        this.scope = scope;
        this.weights = new Axiswise(new ActivationFunction.Softmax())
                .build(scope, scores)
                .then(shares -> Dropout.build(scope, shares, dropout, shares.shape()));
        this.output = scope.tensor(Shape.of(
                scores.shape().extent(0),
                scores.shape().extent(1),
                values.shape().extent(2)));
        this.product = new BatchedProduct(weights.output(), TURNED.apply(scope, values), output);
        product.build(scope);
    }

    /** {@code [batch, queries, features]}. */
    Tensor output() {
        return output;
    }

    Tensor valueGradient(Tensor outputGradient) {
        return TURNED.apply(scope, product.gradientOfRight(scope, outputGradient));
    }

    Tensor scoreGradient(Tensor outputGradient) {
        return weights.toInput(product.gradientOfLeft(scope, outputGradient), true);
    }
}
