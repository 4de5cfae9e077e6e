package org.netsmith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.Summary;

/**
 * What is known of a network before it is trained. Shapes start with the batch, which is null; without an input shape,
 * which the data will decide, only names and kinds are known.
 *
 * @param inputShape as in {@code [null, 4]}
 * @param parameters all weights
 * @param trainableParameters those that training changes
 */
public record NetworkSummary(
        @Nullable List<@Nullable Long> inputShape,
        @Nullable List<@Nullable Long> outputShape,
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
        Optional<Shape> input = definition.inputShape();
        return input.map(shape -> of(Summary.of(definition, shape)))
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
                batch(summary.inputShape()),
                batch(summary.outputShape()),
                summary.parameters(),
                summary.trainableParameters(),
                layers);
    }

    private static List<@Nullable Long> batch(Shape row) {
        List<@Nullable Long> shape = new ArrayList<>();
        shape.add(null);
        shape.addAll(row.extents());
        return shape;
    }
}
