package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Weight;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.Summary.LayerSummary;

/**
 * The weights of a network: those that learn in one flat tensor, the others in a second, each variable a view that
 * starts on a cache line. Gradients and optimizer slots take the same layout, so that an optimizer is one pass over
 * flat memory.
 */
final class Weights {

    private static final int ALIGNMENT = 64;

    private final List<Network.Weight> all = new ArrayList<>();
    private final Map<String, Long> trainableStarts = new HashMap<>();
    private final Tensor parameters;
    private final Tensor state;

    Weights(NetworkDefinition definition, Summary summary, Backend backend, long seed) {
        DType type = definition.dtype();
        parameters = backend.allocate(type, Shape.of(flatSize(definition, summary, type, true)));
        state = backend.allocate(type, Shape.of(flatSize(definition, summary, type, false)));
        long[] starts = new long[2];
        for (int i = 0; i < definition.nodes().size(); i++) {
            Node node = definition.nodes().get(i);
            for (Weight weight : summary.layers().get(i).weights()) {
                boolean trainable = learns(node, weight);
                int flat = trainable ? 0 : 1;
                String name = node.name() + "/" + weight.name();
                Tensor value = (trainable ? parameters : state).view(starts[flat], weight.shape());
                Randomness place = Randomness.of(seed, Randomness.Purpose.INITIALIZER, all.size());
                value.set(weight.initialValues(place));
                all.add(new Network.Weight(name, trainable, value, weight.regularizer(), weight.constraint()));
                if (trainable) {
                    trainableStarts.put(name, starts[flat]);
                }
                starts[flat] += padded(weight.shape().size(), type);
            }
        }
        backend.upload(parameters);
        backend.upload(state);
    }

    List<Network.Weight> all() {
        return all;
    }

    Tensor get(String name) {
        return all.stream()
                .filter(weight -> weight.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no weight is named " + name))
                .value();
    }

    /** All that learns, flat. */
    Tensor parameters() {
        return parameters;
    }

    /** All that does not, flat. */
    Tensor state() {
        return state;
    }

    /** The part of a flat tensor in the layout of the parameters that belongs to a variable. */
    Tensor viewOf(Tensor flat, String name) {
        return flat.view(trainableStarts.get(name), get(name).shape());
    }

    private static boolean learns(Node node, Weight weight) {
        return node.trainable() && weight.trainable();
    }

    private static long flatSize(NetworkDefinition definition, Summary summary, DType type, boolean trainable) {
        long size = 0;
        for (int i = 0; i < definition.nodes().size(); i++) {
            Node node = definition.nodes().get(i);
            LayerSummary layer = summary.layers().get(i);
            size += layer.weights().stream()
                    .filter(weight -> learns(node, weight) == trainable)
                    .mapToLong(weight -> padded(weight.shape().size(), type))
                    .sum();
        }
        return Math.max(size, ALIGNMENT / type.bytes());
    }

    private static long padded(long size, DType type) {
        long line = ALIGNMENT / type.bytes();
        return (size + line - 1) / line * line;
    }
}
