package org.netsmith.format.keras;

import java.util.Optional;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a Sequential model as Keras 3 prints it. */
final class ModelWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final KindWriter kinds = new KindWriter();

    ObjectNode write(NetworkDefinition definition) {
        ObjectNode config = JSON.objectNode();
        config.put("name", definition.name()).put("trainable", true);
        config.set("dtype", policy(definition.dtype()));
        config.set("layers", layers(definition));
        definition.inputShape().ifPresent(shape -> config.set("build_input_shape", batch(shape)));
        ObjectNode model = KindWriter.wrap("keras", "Sequential", config);
        definition.inputShape().ifPresent(shape -> model.set("build_config", built(shape)));
        return model;
    }

    private ArrayNode layers(NetworkDefinition definition) {
        ArrayNode layers = JSON.arrayNode();
        Optional<Shape> shape = definition.inputShape();
        shape.ifPresent(input -> layers.add(input(definition, input)));
        for (Node node : definition.nodes()) {
            ObjectNode layer = layer(node, definition.dtype());
            shape.ifPresent(input -> layer.set("build_config", built(input)));
            layers.add(layer);
            shape = shape.flatMap(input -> output(node, input));
        }
        return layers;
    }

    private ObjectNode layer(Node node, DType dtype) {
        ObjectNode config = JSON.objectNode();
        config.put("name", node.name()).put("trainable", node.trainable());
        config.set("dtype", policy(dtype));
        config.setAll(kinds.config((Record) node.layer(), LayerReader.FAMILY));
        return KindWriter.wrap("keras.layers", node.layer().getClass().getSimpleName(), config);
    }

    private static ObjectNode input(NetworkDefinition definition, Shape shape) {
        ObjectNode config = JSON.objectNode();
        config.set("batch_shape", batch(shape));
        config.put("dtype", definition.dtype().id()).put("sparse", false).put("ragged", false);
        config.put("name", inputName(definition)).put("optional", false);
        return KindWriter.wrap("keras.layers", "InputLayer", config);
    }

    private static String inputName(NetworkDefinition definition) {
        String name = "input_layer";
        while (definition.nodes().stream().map(Node::name).anyMatch(name::equals)) {
            name += "_";
        }
        return name;
    }

    /** Nothing where the layer cannot take the input: writing a definition does not judge it. */
    private static Optional<Shape> output(Node node, Shape input) {
        try {
            return Optional.of(node.layer().outputShape(input));
        } catch (ShapeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode policy(DType dtype) {
        return KindWriter.wrap("keras", "DTypePolicy", JSON.objectNode().put("name", dtype.id()));
    }

    private static ObjectNode built(Shape shape) {
        return JSON.objectNode().set("input_shape", batch(shape));
    }

    private static ArrayNode batch(Shape shape) {
        ArrayNode extents = JSON.arrayNode().addNull();
        shape.extents().forEach(extents::add);
        return extents;
    }
}
