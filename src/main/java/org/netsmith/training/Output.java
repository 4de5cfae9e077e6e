package org.netsmith.training;

import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.network.NetworkDefinition;

/**
 * What a network ends in, as far as its layers tell without an input shape.
 *
 * @param units of the last Dense layer, 0 where there is none
 */
record Output(long units, ActivationFunction activation) {

    static Output of(NetworkDefinition network) {
        ActivationFunction activation = null;
        for (NetworkDefinition.Node node : network.nodes().reversed()) {
            switch (node.layer()) {
                case Dense dense -> {
                    return new Output(dense.units(), activation == null ? dense.activation() : activation);
                }
                case Activation layer when layer.activation() instanceof ActivationFunction.Linear -> {}
                case Activation layer -> activation = activation == null ? layer.activation() : activation;
                case BatchNormalization _ ->
                    activation = activation == null ? new ActivationFunction.Linear() : activation;
                case Dropout _, Flatten _ -> {}
            }
        }
        return new Output(0, activation == null ? new ActivationFunction.Linear() : activation);
    }

    boolean linear() {
        return activation instanceof ActivationFunction.Linear;
    }

    boolean softmax() {
        return activation instanceof ActivationFunction.Softmax;
    }

    boolean sigmoid() {
        return activation instanceof ActivationFunction.Sigmoid;
    }

    /** The activation's name as users write it. */
    String activationName() {
        return activation
                .getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", "_")
                .toLowerCase(java.util.Locale.ROOT);
    }
}
