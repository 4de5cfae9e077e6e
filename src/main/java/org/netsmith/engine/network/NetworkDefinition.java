package org.netsmith.engine.network;

import java.util.List;
import java.util.Optional;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Layer;

/**
 * A network as somebody defined it: named layers in order. Immutable; weights live in {@link Network}.
 *
 * @param name the Keras name, as in {@code sequential}
 * @param inputShape the shape of one row, empty where the data decides it
 * @param nodes the layers, first to last, with unique names
 * @param dtype the Keras dtype policy
 */
public record NetworkDefinition(String name, Optional<Shape> inputShape, List<Node> nodes, DType dtype) {

    /** A layer, its name, and whether it learns. */
    public record Node(String name, Layer layer, boolean trainable) {

        public Node(String name, Layer layer) {
            this(name, layer, true);
        }
    }

    public NetworkDefinition {
        nodes = List.copyOf(nodes);
    }

    public NetworkDefinition withInputShape(Shape shape) {
        return new NetworkDefinition(name, Optional.of(shape), nodes, dtype);
    }
}
