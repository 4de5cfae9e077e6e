package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** Reads a model in any dialect: Sequential, Functional, or the short form. Models within models become one graph. */
final class ModelReader {

    static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    /** How deep models may stand within models. */
    private static final int MAX_DEPTH = 16;

    private final boolean legacy;
    private final int depth;
    private final Map<String, String> places;
    private final CallLimit limit;

    /** @param legacy whether Keras 2 wrote the model */
    ModelReader(boolean legacy) {
        this(legacy, 1, new HashMap<>(), new CallLimit(null));
    }

    /** @param places is told where each layer stands */
    private ModelReader(boolean legacy, int depth, Map<String, String> places, CallLimit limit) {
        this.legacy = legacy;
        this.depth = depth;
        this.places = places;
        this.limit = limit;
    }

    /** Reads a model that stands within this one. */
    Optional<NetworkDefinition> readWithin(Place model, Map<String, String> placesWithin) {
        if (depth == MAX_DEPTH) {
            model.error("models stand at most %d deep within each other".formatted(MAX_DEPTH));
            return Optional.empty();
        }
        return new ModelReader(legacy, depth + 1, placesWithin, new CallLimit(limit)).read(model);
    }

    boolean legacy() {
        return legacy;
    }

    /** What the model may come to. */
    CallLimit limit() {
        return limit;
    }

    /** Where each layer stands, by name. */
    Map<String, String> places(Place model) {
        read(model);
        return Map.copyOf(places);
    }

    /** Where each layer stands, as far as it was read. */
    Map<String, String> places() {
        return places;
    }

    Optional<NetworkDefinition> read(Place model) {
        if (model.at("class_name").isMissing() && !model.at("layers").isMissing()) {
            return sequential(
                    model,
                    elements(model.at("layers")).stream().map(Entry::shortForm).toList());
        }
        Place config = model.at("config");
        Optional<String> className = ClassNames.of(model, "model");
        if (className.isEmpty()) {
            return Optional.empty();
        }
        if (!MODELS.contains(className.get())) {
            model.at("class_name").expected("a Sequential or Functional model");
            return Optional.empty();
        }
        return config.node().isArray() ? ofList(config) : ofConfig(className.get(), config);
    }

    private Optional<NetworkDefinition> ofConfig(String className, Place config) {
        if (!config.node().isObject()) {
            config.expected("an object with the layers of the model");
            return Optional.empty();
        }
        KnownKeys.of("model", className).check(config, Set.of(), false);
        if (className.equals("Sequential")) {
            return sequential(
                    config,
                    elements(config.at("layers")).stream().map(Entry::keras).toList());
        }
        return elements(config.at("layers")).isEmpty() ? Optional.empty() : new FunctionalReader(this, config).read();
    }

    /** Keras 1 and 2.0 write a Sequential's config as the bare list of its layers. */
    private Optional<NetworkDefinition> ofList(Place config) {
        return sequential(config, elements(config).stream().map(Entry::keras).toList());
    }

    private static List<Place> elements(Place layers) {
        if (!layers.node().isArray() || layers.node().isEmpty()) {
            layers.expected("a list of at least one layer");
            return List.of();
        }
        return layers.elements();
    }

    private Optional<NetworkDefinition> sequential(Place config, List<Optional<Entry>> read) {
        List<Entry> entries = read.stream().flatMap(Optional::stream).toList();
        String name = modelName(config);
        Optional<Shape> shape = inputShape(config, entries);
        List<Entry> layers = entries.stream().filter(entry -> !entry.isInput()).toList();
        if (layers.isEmpty() && !entries.isEmpty()) {
            entries.getLast().place().error("expected at least one layer after the input, received none");
        }
        DType dtype = DTypePolicies.of(
                config,
                layers.stream()
                        .filter(Entry::hasDTypeOfModel)
                        .map(Entry::config)
                        .toList());
        Assembly assembly = new Assembly(this, dtype, entries);
        Input input = input(entries, shape, dtype, assembly);
        Source end = new Source(input.name(), 0);
        for (Entry entry : layers) {
            end = assembly.add(entry, end);
        }
        return assembly.isComplete()
                ? Optional.of(new NetworkDefinition(
                        name,
                        List.of(tells(entries) ? input : told(input, assembly.nodes())),
                        trainable(config, assembly.nodes()),
                        List.of(end),
                        dtype))
                : Optional.empty();
    }

    private static Input input(List<Entry> entries, Optional<Shape> shape, DType dtype, Assembly assembly) {
        Optional<Place> config =
                entries.stream().findFirst().filter(Entry::isInput).map(Entry::config);
        String name = config.flatMap(given -> given.at("name").text())
                .orElseGet(() -> assembly.fresh(NetworkDefinition.INPUT));
        return new Input(
                name,
                shape,
                config.flatMap(given -> DTypePolicies.name(given.at("dtype"))).orElse(dtype.id()));
    }

    private static boolean tells(List<Entry> entries) {
        return entries.stream().findFirst().filter(Entry::isInput).isPresent();
    }

    /** Without an input layer the first layer tells whether texts are fed. */
    private static Input told(Input input, List<Node> nodes) {
        boolean texts = nodes.stream()
                .findFirst()
                .filter(first -> !first.layer().takes(Elements.NUMBERS))
                .isPresent();
        return texts ? new Input(input.name(), input.shape(), DType.STRING.id()) : input;
    }

    /** The input layer comes first; without one, the first layer or the model may say the shape. */
    private static Optional<Shape> inputShape(Place config, List<Entry> entries) {
        entries.stream()
                .skip(1)
                .filter(Entry::isInput)
                .forEach(entry ->
                        entry.place().error("expected the input layer in front of all others, received a further one"));
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Entry first = entries.getFirst();
        Optional<Shape> own = first.isInput() ? InputShapes.ofInputLayer(first) : InputShapes.of(first.config());
        return own.isPresent() || first.isInput() ? own : InputShapes.of(config);
    }

    static String modelName(Place config) {
        return config.at("name").isAbsent()
                ? "sequential"
                : Assembly.name(config.at("name")).orElse("");
    }

    /** A frozen model is one whose layers are frozen. */
    static List<Node> trainable(Place config, List<Node> nodes) {
        if (Assembly.isTrainable(config.at("trainable"))) {
            return nodes;
        }
        List<Node> frozen = new ArrayList<>();
        nodes.forEach(node -> frozen.add(new Node(node.name(), node.layer(), false, node.calls())));
        return frozen;
    }
}
