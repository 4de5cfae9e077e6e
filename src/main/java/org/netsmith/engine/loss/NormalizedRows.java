package org.netsmith.engine.loss;

import java.util.Map;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.Program;

/**
 * Rows that are the sum of a formula of normalised probabilities: {@code q = p/Σp}, or the softmax of logits. The
 * gradient goes through the division, or the softmax.
 */
record NormalizedRows(Expression formula, boolean fromLogits) {

    void build(Bound bound) {
        Tensor q = bound.matrix();
        Tensor sum = bound.column();
        normalize(bound, q, sum);
        Tensor products = bound.matrix();
        Map<String, Tensor> operands = Map.of("l", products, "y", bound.target(), "p", q);
        bound.scope().run(Program.of("l", formula), operands);
        bound.sumRows(products, bound.losses());
        if (bound.gradient() != null) {
            backward(bound, bound.gradient(), q, sum, products);
        }
    }

    private void normalize(Bound bound, Tensor q, Tensor sum) {
        if (fromLogits) {
            bound.scope().run(bound.scope().backend().softmax(bound.prediction(), q));
            return;
        }
        bound.sumRows(bound.prediction(), sum);
        bound.scope().run("q = p / s", Map.of("q", q, "p", bound.prediction(), "s", sum));
    }

    /** {@code (g − Σ g·q)/Σp·weight}; of logits {@code (g − Σ g·q)·q·weight}. */
    private void backward(Bound bound, Tensor g, Tensor q, Tensor sum, Tensor products) {
        Tensor inner = bound.column();
        Map<String, Tensor> operands = Map.of("g", g, "y", bound.target(), "p", q);
        bound.scope().run(Program.of("g", formula.derivative("p")), operands);
        bound.scope().run("t = g * q", Map.of("t", products, "g", g, "q", q));
        bound.sumRows(products, inner);
        bound.scope()
                .run(
                        fromLogits ? "g = (g - i) * s * w" : "g = (g - i) / s * w",
                        Map.of("g", g, "i", inner, "s", fromLogits ? q : sum, "w", bound.weights()));
    }
}
