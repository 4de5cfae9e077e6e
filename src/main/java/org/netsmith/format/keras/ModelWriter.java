package org.netsmith.format.keras;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Hashed;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.layer.OutputMode;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a model as Keras 3 prints it: a Sequential where the layers stand on a line, else a Functional. */
final class ModelWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** The dtype that Keras demands of layers that put out buckets. */
    private static final String BUCKETS = "int64";

    private final KindWriter kinds = new KindWriter();
    private final NetworkDefinition definition;
    private final Map<Source, Shape> shapes;
    private final Map<String, String> dtypes;

    ModelWriter(NetworkDefinition definition) {
        this.definition = definition;
        this.shapes = KnownShapes.of(definition);
        this.dtypes = dtypes(definition);
    }

    /** What Keras calls the type of what each input and layer makes. */
    private static Map<String, String> dtypes(NetworkDefinition definition) {
        Map<String, String> dtypes = new HashMap<>();
        definition
                .elements()
                .forEach((name, elements) -> dtypes.put(
                        name,
                        elements == Elements.TEXTS
                                ? DType.STRING.id()
                                : definition.dtype().id()));
        definition.inputs().forEach(input -> dtypes.put(input.name(), input.dtype()));
        return dtypes;
    }

    ObjectNode write() {
        return definition.isSequential() ? sequential() : functional();
    }

    private ObjectNode sequential() {
        ObjectNode config = JSON.objectNode();
        config.put("name", definition.name()).put("trainable", true);
        config.set("dtype", policy(definition.dtype().id()));
        ArrayNode layers = config.putArray("layers");
        Input input = definition.inputs().getFirst();
        input.shape().ifPresent(shape -> layers.add(input(input, shape)));
        definition.nodes().forEach(node -> layers.add(layer(node)));
        input.shape().ifPresent(shape -> config.set("build_input_shape", batch(shape)));
        ObjectNode model = KindWriter.wrap("keras", "Sequential", config);
        input.shape().ifPresent(shape -> model.set("build_config", built(batch(shape))));
        return model;
    }

    private ObjectNode functional() {
        ObjectNode config = JSON.objectNode();
        config.put("name", definition.name()).put("trainable", true);
        ArrayNode layers = config.putArray("layers");
        for (Input input : definition.inputs()) {
            ObjectNode written = input(input, input.shape().orElseThrow());
            written.put("name", input.name()).putArray("inbound_nodes");
            layers.add(written);
        }
        for (Node node : definition.nodes()) {
            ObjectNode written = layer(node).put("name", node.name());
            ArrayNode calls = written.putArray("inbound_nodes");
            node.calls().forEach(call -> calls.add(call(call)));
            layers.add(written);
        }
        config.set(
                "input_layers",
                ends(definition.inputs().stream()
                        .map(input -> new Source(input.name(), 0))
                        .toList()));
        config.set("output_layers", ends(definition.outputs()));
        ObjectNode model = KindWriter.wrap("keras.src.models.functional", "Functional", config);
        return model.put("registered_name", "Functional").set("build_config", built(JSON.nullNode()));
    }

    private ObjectNode call(Call call) {
        ArrayNode tensors = JSON.arrayNode();
        call.inputs().forEach(input -> tensors.add(tensor(input)));
        ArrayNode arguments = JSON.arrayNode();
        arguments.add(call.inputs().size() == 1 ? tensors.get(0) : tensors);
        ObjectNode written = JSON.objectNode();
        written.set("args", arguments);
        written.putObject("kwargs");
        return written;
    }

    private ObjectNode tensor(Source source) {
        ObjectNode config = JSON.objectNode();
        Shape shape = shapes.get(source);
        config.set("shape", shape == null ? JSON.nullNode() : batch(shape));
        config.put("dtype", dtypes.get(source.name())).set("keras_history", reference(source));
        ObjectNode tensor = JSON.objectNode().put("class_name", "__keras_tensor__");
        return tensor.set("config", config);
    }

    private static ArrayNode reference(Source source) {
        return JSON.arrayNode().add(source.name()).add(source.call()).add(0);
    }

    /** Keras writes the only end by itself. */
    private static ArrayNode ends(List<Source> sources) {
        if (sources.size() == 1) {
            return reference(sources.getFirst());
        }
        ArrayNode ends = JSON.arrayNode();
        sources.forEach(source -> ends.add(reference(source)));
        return ends;
    }

    private ObjectNode layer(Node node) {
        ObjectNode config = JSON.objectNode();
        config.put("name", node.name()).put("trainable", node.trainable());
        config.set(
                "dtype",
                policy(givesBuckets(node.layer()) ? BUCKETS : definition.dtype().id()));
        config.setAll(kinds.config((Record) node.layer(), LayerReader.FAMILY));
        KnownKeys.of(LayerReader.FAMILY.noun(), node.layer().getClass().getSimpleName())
                .omit(config);
        ObjectNode layer =
                KindWriter.wrap("keras.layers", node.layer().getClass().getSimpleName(), config);
        builtFor(node).ifPresent(shape -> layer.set("build_config", built(shape)));
        return layer;
    }

    /** What the layer's weights were made for: one shape, or a list of several. */
    private Optional<JsonNode> builtFor(Node node) {
        List<Source> inputs = node.calls().getFirst().inputs();
        if (!shapes.keySet().containsAll(inputs)) {
            return Optional.empty();
        }
        ArrayNode all = JSON.arrayNode();
        inputs.forEach(input -> all.add(batch(shapes.get(input))));
        return Optional.of(inputs.size() == 1 ? all.get(0) : all);
    }

    private static ObjectNode input(Input input, Shape shape) {
        ObjectNode config = JSON.objectNode();
        config.set("batch_shape", batch(shape));
        config.put("dtype", input.dtype()).put("sparse", false).put("ragged", false);
        config.put("name", input.name()).put("optional", false);
        return KindWriter.wrap("keras.layers", "InputLayer", config);
    }

    private static ObjectNode policy(String dtype) {
        return KindWriter.wrap("keras", "DTypePolicy", JSON.objectNode().put("name", dtype));
    }

    private static boolean givesBuckets(Layer layer) {
        return layer instanceof Hashed hashed && hashed.outputMode() == OutputMode.INT;
    }

    private static ObjectNode built(JsonNode shape) {
        return JSON.objectNode().set("input_shape", shape);
    }

    private static ArrayNode batch(Shape shape) {
        ArrayNode extents = JSON.arrayNode().addNull();
        shape.extents().forEach(extents::add);
        return extents;
    }
}
