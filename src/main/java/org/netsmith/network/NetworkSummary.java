package org.netsmith.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.Summary;

/**
 * What is known of a network before it is trained. Shapes start with the batch, which is null; without an input shape,
 * which the data will decide, only names and kinds are known.
 *
 * @param inputShape as in {@code [null, 4]}; a list of such where there are several inputs
 * @param outputShape likewise
 * @param parameters all weights
 * @param trainableParameters those that training changes
 */
public record NetworkSummary(
        @Nullable List<?> inputShape,
        @Nullable List<?> outputShape,
        @Nullable Long parameters,
        @Nullable Long trainableParameters,
        List<Layer> layers) {

    /** One layer, in order. */
    public record Layer(
            String name,
            String className,
            @Nullable List<@Nullable Long> outputShape,
            @Nullable Long parameters) {}

    /** Of a definition whose shapes are known to fit. */
    static NetworkSummary of(NetworkDefinition definition) {
        return definition
                .inputShapes()
                .map(shapes -> of(Summary.of(definition, shapes)))
                .orElseGet(() -> new NetworkSummary(
                        null,
                        null,
                        null,
                        null,
                        definition.nodes().stream()
                                .map(node -> new Layer(
                                        node.name(), node.layer().getClass().getSimpleName(), null, null))
                                .toList()));
    }

    private static NetworkSummary of(Summary summary) {
        List<Layer> layers = summary.layers().stream()
                .map(layer ->
                        new Layer(layer.name(), layer.className(), batch(layer.outputShape()), layer.parameters()))
                .toList();
        return new NetworkSummary(
                oneOrAll(summary.inputShapes()),
                oneOrAll(summary.outputShapes()),
                summary.parameters(),
                summary.trainableParameters(),
                layers);
    }

    /** As Keras writes them: one shape by itself, several in a list. */
    private static List<?> oneOrAll(List<Shape> rows) {
        List<List<@Nullable Long>> shapes =
                rows.stream().map(NetworkSummary::batch).toList();
        return shapes.size() == 1 ? shapes.getFirst() : shapes;
    }

    private static List<@Nullable Long> batch(Shape row) {
        List<@Nullable Long> shape = new ArrayList<>();
        shape.add(null);
        shape.addAll(row.extents());
        return shape;
    }
}
