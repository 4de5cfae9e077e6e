package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;

/** Reads the layers of a model in any dialect. */
final class ModelReader {

    private static final int MAX_NAME = 128;
    private static final Set<String> MODELS = Set.of("Sequential", "Functional", "Model");

    private final boolean legacy;
    private final Map<String, String> places = new HashMap<>();

    /** @param legacy whether Keras 2 wrote the model */
    ModelReader(boolean legacy) {
        this.legacy = legacy;
    }

    /** Where each layer stands, by name. */
    Map<String, String> places(Place model) {
        read(model);
        return Map.copyOf(places);
    }

    Optional<NetworkDefinition> read(Place model) {
        if (model.at("class_name").isMissing() && !model.at("layers").isMissing()) {
            return definition(
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
        return config.node().isArray() ? keras(config, elements(config)) : ofConfig(className.get(), config);
    }

    private Optional<NetworkDefinition> ofConfig(String className, Place config) {
        if (!config.node().isObject()) {
            config.expected("an object with the layers of the model");
            return Optional.empty();
        }
        KnownKeys.of("model", className).check(config, Set.of(), false);
        List<Place> layers = elements(config.at("layers"));
        return keras(config, className.equals("Sequential") || layers.isEmpty() ? layers : LinearChain.of(config));
    }

    private Optional<NetworkDefinition> keras(Place config, List<Place> layers) {
        return definition(config, layers.stream().map(Entry::keras).toList());
    }

    private List<Place> elements(Place layers) {
        if (!layers.node().isArray() || layers.node().isEmpty()) {
            layers.expected("a list of at least one layer");
            return List.of();
        }
        return layers.elements();
    }

    private Optional<NetworkDefinition> definition(Place config, List<Optional<Entry>> read) {
        List<Entry> entries = read.stream().flatMap(Optional::stream).toList();
        Optional<Shape> shape = inputShape(config, entries);
        List<Entry> layers = entries.stream().filter(entry -> !entry.isInput()).toList();
        if (layers.isEmpty() && !entries.isEmpty()) {
            entries.getLast().place().error("expected at least one layer after the input, received none");
        }
        DType dtype =
                DTypePolicies.of(config, layers.stream().map(Entry::config).toList());
        String name = config.at("name").isAbsent()
                ? "sequential"
                : name(config.at("name")).orElse("");
        List<Node> nodes = nodes(layers);
        return nodes.size() == layers.size()
                ? Optional.of(new NetworkDefinition(name, shape, nodes, dtype))
                : Optional.empty();
    }

    /** The input layer comes first; without one, the first layer or the model may say the shape. */
    private Optional<Shape> inputShape(Place config, List<Entry> entries) {
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

    private List<Node> nodes(List<Entry> layers) {
        Set<String> given = new HashSet<>();
        layers.forEach(entry -> checkName(entry.config().at("name"), given));
        Map<String, Integer> counters = new HashMap<>();
        List<Node> nodes = new ArrayList<>();
        for (Entry entry : layers) {
            Optional<Layer> layer = new LayerReader(legacy).read(entry);
            String name = entry.config().at("name").text().orElseGet(() -> fresh(entry.className(), counters, given));
            places.put(name, entry.place().pointer());
            boolean trainable = isTrainable(entry.config().at("trainable"));
            layer.ifPresent(read -> nodes.add(new Node(name, read, trainable)));
        }
        return nodes;
    }

    private static boolean isTrainable(Place place) {
        if (!place.isAbsent() && !place.node().isBoolean()) {
            place.expected("true or false");
        }
        return place.node().booleanValue(true);
    }

    private void checkName(Place place, Set<String> given) {
        if (!place.isAbsent() && name(place).filter(name -> !given.add(name)).isPresent()) {
            place.error("another layer has the name " + place.shown() + " already; names must be unique");
        }
    }

    /** Keras' own names: {@code dense}, {@code dense_1}, … */
    private static String fresh(String className, Map<String, Integer> counters, Set<String> given) {
        String id = Names.snakeCase(className);
        return Stream.generate(() -> counters.merge(id, 1, Integer::sum) - 1)
                .map(count -> count == 0 ? id : id + "_" + count)
                .filter(given::add)
                .findFirst()
                .orElseThrow();
    }

    private Optional<String> name(Place place) {
        Optional<String> name =
                place.text().filter(text -> !text.isBlank() && text.length() <= MAX_NAME && !text.contains("/"));
        if (name.isEmpty()) {
            place.expected("a name of 1 to %d characters without '/'".formatted(MAX_NAME));
        }
        return name;
    }
}
