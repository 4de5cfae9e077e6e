package org.netsmith.training;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.network.NetworkDefinition;
import tools.jackson.databind.JsonNode;

/** Keras' {@code loss_weights} of a network with one output: what its loss is multiplied by. */
final class LossWeight {

    private static final String POINTER = "/compile/loss_weights";

    private LossWeight() {}

    /**
     * A number, a list of one, or an object of one by the output's name.
     *
     * @param otherwise where there is none, or it is refused
     */
    static double of(@Nullable JsonNode weights, double otherwise, NetworkDefinition network, Violations violations) {
        if (weights == null || weights.isNull()) {
            return otherwise;
        }
        String output = network.outputs().getFirst().name();
        JsonNode weight = only(weights, output);
        if (!weight.isNumber()) {
            violations.add(
                    POINTER,
                    ("expected a number, a list of one number, or {\"%s\": number} for the only output, received %s")
                            .formatted(output, weights));
        } else if (!(Double.isFinite(weight.doubleValue()) && weight.doubleValue() >= 0)) {
            violations.add(POINTER, "expected a finite number of at least 0, received " + weight);
        } else {
            return weight.doubleValue();
        }
        return otherwise;
    }

    private static JsonNode only(JsonNode weights, String output) {
        if (weights.size() != 1) {
            return weights;
        }
        return weights.isArray() ? weights.get(0) : weights.path(output);
    }
}
