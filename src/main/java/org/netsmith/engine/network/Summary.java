package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.layer.Weight;
import org.netsmith.engine.network.NetworkDefinition.Node;

/**
 * What is known of a network before anything is allocated, in exact integers. Shapes are of one row, without the
 * batch.
 */
public record Summary(
        List<Shape> inputShapes,
        List<Shape> outputShapes,
        long parameters,
        long trainableParameters,
        List<LayerSummary> layers) {

    /**
     * One layer, in the order of the definition.
     *
     * @param inputShapes what its first call is given
     * @param outputShape what its first call makes
     * @param weights the layer's weights in Keras' order
     */
    public record LayerSummary(
            String name,
            String className,
            List<Shape> inputShapes,
            Shape outputShape,
            long parameters,
            List<Weight> weights) {}

    /** Infers all shapes; throws {@link ShapeException} or {@link ArithmeticException} naming the layer. */
    public static Summary of(NetworkDefinition definition, List<Shape> inputShapes) {
        ElementMisfit.in(definition).ifPresent(misfit -> {
            throw new ShapeException("layer \"%s\": %s".formatted(misfit.node().name(), misfit.detail()));
        });
        Graph graph = Graph.of(definition);
        List<Shape> shapes = new ArrayList<>(inputShapes);
        @Nullable LayerSummary[] layers = new LayerSummary[definition.nodes().size()];
        for (Graph.Visit visit : graph.visits()) {
            Node node = definition.nodes().get(visit.node());
            LayerSummary layer =
                    summarize(node, visit.inputs().stream().map(shapes::get).toList());
            requireSameWeights(layers[visit.node()], layer);
            layers[visit.node()] = layers[visit.node()] == null ? layer : layers[visit.node()];
            shapes.add(layer.outputShape());
        }
        return of(
                definition,
                inputShapes,
                graph.outputs().stream().map(shapes::get).toList(),
                List.of(layers));
    }

    /** For a network with a single input. */
    public static Summary of(NetworkDefinition definition, Shape inputShape) {
        return of(definition, List.of(inputShape));
    }

    private static Summary of(
            NetworkDefinition definition, List<Shape> inputs, List<Shape> outputs, List<LayerSummary> layers) {
        long parameters = 0;
        long trainable = 0;
        for (int i = 0; i < layers.size(); i++) {
            LayerSummary layer = layers.get(i);
            parameters = Math.addExact(parameters, layer.parameters());
            boolean learns = definition.nodes().get(i).trainable();
            trainable = Math.addExact(trainable, learns ? size(layer.weights(), true) : 0);
        }
        return new Summary(inputs, outputs, parameters, trainable, layers);
    }

    private static LayerSummary summarize(Node node, List<Shape> inputs) {
        String className = node.layer().getClass().getSimpleName();
        try {
            Shape output = node.layer().outputShape(inputs);
            List<Weight> weights = node.layer().weights(inputs);
            output.size();
            return new LayerSummary(node.name(), className, inputs, output, size(weights, false), weights);
        } catch (ShapeException exception) {
            throw new ShapeException("layer \"%s\": %s".formatted(node.name(), exception.getMessage()));
        } catch (ArithmeticException exception) {
            throw new ArithmeticException(
                    "layer \"%s\" (%s) has a size of more than 63 bits".formatted(node.name(), className));
        }
    }

    /** A layer that is called again must be given what its weights were made for. */
    private static void requireSameWeights(@Nullable LayerSummary first, LayerSummary again) {
        if (first != null && !first.weights().equals(again.weights())) {
            throw new ShapeException(
                    "layer \"%s\": its weights were made for rows of shape %s, and it is called again with %s"
                            .formatted(first.name(), first.inputShapes(), again.inputShapes()));
        }
    }

    private static long size(List<Weight> weights, boolean trainableOnly) {
        return weights.stream()
                .filter(weight -> weight.trainable() || !trainableOnly)
                .mapToLong(weight -> weight.shape().size())
                .reduce(0, Math::addExact);
    }

    /** The shape of one row of the only input. */
    public Shape inputShape() {
        return inputShapes.getFirst();
    }

    /** The shape of one row of the only output. */
    public Shape outputShape() {
        return outputShapes.getFirst();
    }
}
