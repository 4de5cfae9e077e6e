package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.layer.Weight;
import org.netsmith.engine.network.NetworkDefinition.Node;

/**
 * What is known of a network before anything is allocated, in exact integers. Shapes are of one row, without the
 * batch.
 */
public record Summary(
        Shape inputShape, Shape outputShape, long parameters, long trainableParameters, List<LayerSummary> layers) {

    /** @param weights the layer's weights in Keras' order */
    public record LayerSummary(
            String name,
            String className,
            Shape inputShape,
            Shape outputShape,
            long parameters,
            List<Weight> weights) {}

    /** Infers all shapes; throws {@link ShapeException} or {@link ArithmeticException} naming the layer. */
    public static Summary of(NetworkDefinition definition, Shape inputShape) {
        List<LayerSummary> layers = new ArrayList<>();
        long parameters = 0;
        long trainable = 0;
        Shape shape = inputShape;
        for (Node node : definition.nodes()) {
            LayerSummary layer = summarize(node, shape);
            layers.add(layer);
            parameters = Math.addExact(parameters, layer.parameters());
            trainable = Math.addExact(trainable, node.trainable() ? size(layer.weights(), true) : 0);
            shape = layer.outputShape();
        }
        return new Summary(inputShape, shape, parameters, trainable, List.copyOf(layers));
    }

    private static LayerSummary summarize(Node node, Shape input) {
        String className = node.layer().getClass().getSimpleName();
        try {
            Shape output = node.layer().outputShape(input);
            List<Weight> weights = node.layer().weights(input);
            output.size();
            return new LayerSummary(node.name(), className, input, output, size(weights, false), weights);
        } catch (ShapeException exception) {
            throw new ShapeException("layer \"%s\": %s".formatted(node.name(), exception.getMessage()));
        } catch (ArithmeticException exception) {
            throw new ArithmeticException(
                    "layer \"%s\" (%s) has a size of more than 63 bits".formatted(node.name(), className));
        }
    }

    private static long size(List<Weight> weights, boolean trainableOnly) {
        return weights.stream()
                .filter(weight -> weight.trainable() || !trainableOnly)
                .mapToLong(weight -> weight.shape().size())
                .reduce(0, Math::addExact);
    }
}
