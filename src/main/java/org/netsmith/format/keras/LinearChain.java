package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** A Functional model whose layers follow one another like those of a Sequential one. */
final class LinearChain {

    private static final String BRANCHES = "Functional graphs with branches are not supported yet: %s";

    /** A layer's output as another layer refers to it. */
    private record Reference(Place place, String layer, int node, int tensor) {}

    private final Place config;
    private final Map<String, Place> layers = new LinkedHashMap<>();

    private LinearChain(Place config) {
        this.config = config;
    }

    /** The layers from the input to the output; empty, with findings, where they are no chain. */
    static List<Place> of(Place config) {
        LinearChain chain = new LinearChain(config);
        int mark = config.findings().mark();
        chain.collectLayers();
        List<Reference> inputs = chain.ends("input_layers");
        List<Reference> outputs = chain.ends("output_layers");
        Map<String, Place> followers = chain.followers();
        if (config.findings().hasErrorsSince(mark)) {
            return List.of();
        }
        return chain.walk(inputs.getFirst().layer(), outputs.getFirst().layer(), followers);
    }

    private void collectLayers() {
        for (Place layer : config.at("layers").elements()) {
            Place name = layer.at("name").isAbsent() ? layer.at("config").at("name") : layer.at("name");
            if (name.text().isEmpty()) {
                name.expected("the name of the layer");
            } else if (layers.put(name.text().get(), layer) != null) {
                name.error("another layer has the name " + name.shown() + " already; names must be unique");
            }
        }
    }

    private List<Reference> ends(String key) {
        Place place = config.at(key);
        List<Reference> ends = references(place);
        if (ends.isEmpty()) {
            place.expected("one layer as [[\"name\", 0, 0]]");
        } else if (ends.size() > 1) {
            place.error(BRANCHES.formatted("expected one of " + key + ", received " + ends.size()));
        }
        return ends;
    }

    /** Which layer comes after which: each may be called once, on one tensor. */
    private Map<String, Place> followers() {
        Map<String, Place> followers = new HashMap<>();
        layers.forEach((name, layer) -> {
            if (!layer.at("class_name").text().orElse("").equals("InputLayer")) {
                List<Reference> inputs = references(layer.at("inbound_nodes"));
                if (inputs.size() != 1 || layer.at("inbound_nodes").node().size() != 1) {
                    layer.at("inbound_nodes")
                            .error(BRANCHES.formatted("expected one input, received " + inputs.size()));
                } else if (followers.put(inputs.getFirst().layer(), layer) != null) {
                    layer.at("inbound_nodes")
                            .error(BRANCHES.formatted("'" + inputs.getFirst().layer() + "' is used more than once"));
                }
            }
        });
        return followers;
    }

    private List<Place> walk(String input, String output, Map<String, Place> followers) {
        List<Place> chain = new ArrayList<>();
        for (Place layer = layers.get(input); layer != null && chain.size() <= layers.size(); ) {
            chain.add(layer);
            layer = followers.get(nameOf(layer));
        }
        if (chain.size() != layers.size() || chain.getLast() != layers.get(output)) {
            config.at("layers")
                    .error(BRANCHES.formatted("expected all %d layers on one line from '%s' to '%s'"
                            .formatted(layers.size(), input, output)));
            return List.of();
        }
        return chain;
    }

    private static String nameOf(Place layer) {
        return layer.at("name")
                .text()
                .or(() -> layer.at("config").at("name").text())
                .orElse("");
    }

    private List<Reference> references(Place place) {
        List<Reference> found = find(place).toList();
        found.forEach(this::check);
        return found;
    }

    private void check(Reference reference) {
        if (!layers.containsKey(reference.layer())) {
            reference
                    .place()
                    .error("there is no layer '%s'%s"
                            .formatted(reference.layer(), Names.hint(reference.layer(), layers.keySet())));
        } else if (reference.node() != 0 || reference.tensor() != 0) {
            reference
                    .place()
                    .error("layer '%s' has one call and one output: expected the indices 0, 0, received %d, %d"
                            .formatted(reference.layer(), reference.node(), reference.tensor()));
        }
    }

    /** Finds {@code "keras_history": ["dense", 0, 0]} and Keras 2's {@code ["dense", 0, 0, {}]}. */
    private static Stream<Reference> find(Place place) {
        JsonNode node = place.node();
        if (node.isArray()
                && node.size() >= 3
                && node.get(0).isString()
                && node.get(1).isInt()
                && node.get(2).isInt()) {
            return Stream.of(new Reference(
                    place,
                    node.get(0).stringValue(),
                    node.get(1).intValue(),
                    node.get(2).intValue()));
        }
        Stream<Place> children = node.isArray()
                ? place.elements().stream()
                : place.keys().stream().map(place::at);
        return children.flatMap(LinearChain::find);
    }
}
