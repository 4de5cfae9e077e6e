package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.format.keras.KerasReader.Argument;
import tools.jackson.databind.JsonNode;

/** Keras' {@code loss_weights}: what the loss of each output is multiplied by in the whole. */
record LossWeights(Violations violations) {

    static final String POINTER = "/compile/loss_weights";

    /**
     * @param given empty where nothing was
     * @param otherwise where an output has none, or it is refused: one for each output, or empty for 1
     */
    List<Double> of(List<Argument> given, List<Double> otherwise) {
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < Math.max(given.size(), otherwise.size()); i++) {
            double usual = i < otherwise.size() ? otherwise.get(i) : 1;
            weights.add(i < given.size() ? weight(given.get(i), usual) : usual);
        }
        return weights;
    }

    private double weight(Argument argument, double otherwise) {
        JsonNode weight = argument.node();
        if (weight.isMissingNode() || weight.isNull()) {
            return otherwise;
        }
        if (!(weight.isNumber() && Double.isFinite(weight.doubleValue()) && weight.doubleValue() >= 0)) {
            violations.add(argument.pointer(), "expected a finite number of at least 0, received " + weight);
            return otherwise;
        }
        return weight.doubleValue();
    }
}
