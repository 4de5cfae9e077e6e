package org.netsmith.training;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Sigmoid;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;

/**
 * The network for those who name none: 64 and 32 relu units for tables, flattened into twice 512 for images, and the
 * output that the loss asks for.
 */
final class DefaultNetwork {

    private DefaultNetwork() {}

    static NetworkDefinition of(Encoders encoders, Loss loss) {
        Shape input = encoders.inputShape();
        List<Node> nodes = new ArrayList<>();
        boolean image = input.rank() > 1;
        if (image) {
            nodes.add(new Node("flatten", new Flatten()));
        }
        nodes.add(new Node("dense", dense(image ? 512 : 64, relu())));
        nodes.add(new Node("dense_1", dense(image ? 512 : 32, relu())));
        nodes.add(new Node("dense_2", output(encoders.labels().size(), loss)));
        return new NetworkDefinition("default", Optional.of(input), nodes, DType.FLOAT32);
    }

    private static Dense output(int labels, Loss loss) {
        return switch (loss.target()) {
            case NUMBERS -> dense(1, new Linear());
            case BINARY -> dense(1, loss.ofProbabilities() ? new Sigmoid() : new Linear());
            case DISTRIBUTION, CLASS_NUMBER -> dense(labels, loss.ofProbabilities() ? new Softmax() : new Linear());
            case GROUPS, SYMBOLS -> dense(Math.max(labels, 1), new Linear());
        };
    }

    private static Relu relu() {
        return new Relu(null, null, null);
    }

    private static Dense dense(long units, ActivationFunction activation) {
        return new Dense(units, activation, null, null, null);
    }
}
