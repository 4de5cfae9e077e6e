package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Network.Weight;
import org.netsmith.engine.regularizer.Penalty;

/** What the regularizers of all weights that learn add to the loss, and in training to their gradients. */
final class Penalties {

    private final List<Penalty> penalties = new ArrayList<>();

    /** @param gradients in the layout of the network's parameters; null where only the values are wanted */
    Penalties(Network network, @Nullable Tensor gradients) {
        Backend backend = network.backend();
        for (Weight weight : network.weights()) {
            if (weight.trainable() && weight.regularizer() != null) {
                Tensor value = weight.value();
                penalties.add(Penalty.of(
                        weight.regularizer(),
                        backend,
                        shape -> backend.allocate(value.type(), shape),
                        value,
                        gradients == null ? null : network.viewOf(gradients, weight.name())));
            }
        }
    }

    /** Computes all penalties of the weights as they are, and adds their gradients. */
    double run() {
        double sum = 0;
        for (int i = 0; i < penalties.size(); i++) {
            penalties.get(i).run();
            sum += penalties.get(i).value();
        }
        return sum;
    }
}
