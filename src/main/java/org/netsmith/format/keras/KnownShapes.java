package org.netsmith.format.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.network.Graph;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** The shapes of the rows of a network's tensors, as far as they can be told without judging it. */
final class KnownShapes {

    private KnownShapes() {}

    static Map<Source, Shape> of(NetworkDefinition definition) {
        Map<Source, Shape> shapes = new HashMap<>();
        definition
                .inputs()
                .forEach(input -> input.shape().ifPresent(shape -> shapes.put(new Source(input.name(), 0), shape)));
        for (Graph.Visit visit : Graph.of(definition).visits()) {
            Node node = definition.nodes().get(visit.node());
            List<Source> inputs = node.calls().get(visit.call()).inputs();
            if (shapes.keySet().containsAll(inputs)) {
                output(node, inputs.stream().map(shapes::get).toList())
                        .ifPresent(shape -> shapes.put(new Source(node.name(), visit.call()), shape));
            }
        }
        return shapes;
    }

    private static Optional<Shape> output(Node node, List<Shape> inputs) {
        try {
            return Optional.of(node.layer().outputShape(inputs));
        } catch (ShapeException | ArithmeticException e) {
            return Optional.empty();
        }
    }
}
