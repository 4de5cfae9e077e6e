package org.netsmith.engine.loss;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/** Cross-entropies by way of a log-softmax: {@code row = −Σ y·logsoftmax z}. */
final class LogitRows {

    private LogitRows() {}

    /** Of logits: {@code gradient = (softmax z·Σ y − y)·weight}. */
    static void build(Bound bound) {
        build(bound, bound.prediction());
    }

    /** Of probabilities, whose clipped logarithms are taken for logits. */
    static void ofProbabilities(Bound bound) {
        Tensor logits = bound.matrix();
        Tensor p = bound.prediction();
        bound.scope().run("z = log(clip(p, 1e-7, 1 - 1e-7))", Map.of("z", logits, "p", p));
        build(bound, logits);
        if (bound.gradient() != null) {
            bound.scope().run("g = select(p < 1e-7 or p > 1 - 1e-7, 0, g / p)", Map.of("g", bound.gradient(), "p", p));
        }
    }

    private static void build(Bound bound, Tensor z) {
        Tensor logarithms = bound.matrix();
        Tensor products = bound.matrix();
        Tensor y = bound.target();
        bound.scope().run(bound.scope().backend().logSoftmax(z, logarithms));
        bound.scope().run("t = -(y * l)", Map.of("t", products, "y", y, "l", logarithms));
        bound.sumRows(products, bound.losses());
        backward(bound, logarithms, bound.gradient());
    }

    private static void backward(Bound bound, Tensor logarithms, @Nullable Tensor gradient) {
        if (gradient == null) {
            return;
        }
        Tensor mass = bound.column();
        Tensor y = bound.target();
        bound.sumRows(y, mass);
        bound.scope()
                .run(
                        "g = (exp(l) * m - y) * w",
                        Map.of("g", gradient, "l", logarithms, "m", mass, "y", y, "w", bound.weights()));
    }
}
