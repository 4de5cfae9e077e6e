package org.netsmith.engine.layer;

import java.util.HashMap;
import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * {@code y = x·gamma + beta} with one gamma and one beta a feature, as far as a layer has them.
 *
 * @param gamma the name of the weight, empty where there is none
 * @param beta the name of the weight, empty where there is none
 */
record Affine(FeatureAxis features, String gamma, String beta) {

    Pass build(Scope scope, Tensor x) {
        if (gamma.isEmpty() && beta.isEmpty()) {
            return Pass.of(x, (dy, _) -> dy);
        }
        Map<String, Tensor> vectors = new HashMap<>();
        String program = "y = x";
        if (!gamma.isEmpty()) {
            vectors.put("s", vector(scope.weight(gamma)));
            program += " * s";
        }
        if (!beta.isEmpty()) {
            vectors.put("o", vector(scope.weight(beta)));
            program += " + o";
        }
        Tensor y = scope.tensor(x.shape());
        features.run(scope, program, Map.of("x", x, "y", y), vectors);
        return Pass.of(y, (dy, needed) -> {
            buildGradients(scope, x, dy);
            if (needed && !gamma.isEmpty()) {
                features.run(scope, "g = g * s", Map.of("g", dy), Map.of("s", vectors.get("s")));
            }
            return needed ? dy : null;
        });
    }

    private void buildGradients(Scope scope, Tensor x, Tensor dy) {
        if (!scope.trainable()) {
            return;
        }
        if (!beta.isEmpty()) {
            features.sum(scope, dy, vector(scope.gradient(beta)));
        }
        if (!gamma.isEmpty()) {
            Tensor products = scope.tensor(x.shape());
            scope.run("p = g * x", Map.of("p", products, "g", dy, "x", x));
            features.sum(scope, products, vector(scope.gradient(gamma)));
        }
    }

    private static Tensor vector(Tensor weight) {
        return weight.reshape(Shape.of(weight.size()));
    }
}
