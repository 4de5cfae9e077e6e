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
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * Puts the entries of a model together into nodes of one graph. An entry that is a model itself is taken apart: its
 * layers join the graph under the names {@code model_layer}, called as often as the model is.
 */
final class Assembly {

    private static final int MAX_NAME = 128;

    private final ModelReader reader;
    private final DType dtype;
    private final Set<String> names = new HashSet<>();
    private final Map<String, Integer> counters = new HashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private boolean complete = true;

    /** @param entries all entries of the model, whose names are thus known and unique */
    Assembly(ModelReader reader, DType dtype, List<Entry> entries) {
        this.reader = reader;
        this.dtype = dtype;
        entries.forEach(entry -> checkName(entry.config().at("name")));
    }

    List<Node> nodes() {
        return nodes;
    }

    /** Whether every entry could be read. */
    boolean isComplete() {
        return complete;
    }

    /** Adds an entry that is called once, on one tensor, and answers where its output is. */
    Source add(Entry entry, Source input) {
        String name = nameOf(entry);
        List<List<Source>> calls = List.of(List.of(input));
        if (!entry.isModel()) {
            layer(entry, name).ifPresent(layer -> add(entry, name, layer, calls));
            return new Source(name, 0);
        }
        Optional<Within> model = model(entry, name);
        model.map(Within::model)
                .filter(read -> read.inputs().size() > 1 || read.outputs().size() > 1)
                .ifPresent(read -> entry.place()
                        .error("a model within a Sequential needs one input and one output, received %d and %d"
                                .formatted(read.inputs().size(), read.outputs().size())));
        model.ifPresent(within -> add(within, calls));
        return model.flatMap(within -> within.output(0, 0)).orElse(input);
    }

    void add(Entry entry, String name, Layer layer, List<List<Source>> calls) {
        boolean trainable = isTrainable(entry.config().at("trainable"));
        nodes.add(new Node(name, layer, trainable, calls.stream().map(Call::new).toList()));
    }

    /** Adds the layers of a model, each called as often as the model calls it for each of the model's own calls. */
    void add(Within within, List<List<Source>> calls) {
        for (Node node : within.model().nodes()) {
            nodes.add(new Node(
                    within.names().get(node.name()), node.layer(), node.trainable(), within.calls(node, calls)));
        }
    }

    /**
     * A model taken apart.
     *
     * @param names of its layers in the graph around it
     */
    record Within(NetworkDefinition model, Map<String, String> names) {

        /** Where an output of one call of the model is; empty where the model just hands an input on. */
        Optional<Source> output(int call, int output) {
            Source inner = model.outputs().get(output);
            return input(inner).isPresent() ? Optional.empty() : Optional.of(around(inner, call));
        }

        /** Which input of the model a tensor in it is, if it is one. */
        Optional<Integer> input(Source inner) {
            int index = model.inputs().stream().map(Input::name).toList().indexOf(inner.name());
            return index < 0 ? Optional.empty() : Optional.of(index);
        }

        private List<Call> calls(Node node, List<List<Source>> outer) {
            List<Call> calls = new ArrayList<>();
            for (int call = 0; call < outer.size(); call++) {
                for (Call inner : node.calls()) {
                    calls.add(call(inner, call, outer.get(call)));
                }
            }
            return calls;
        }

        private Call call(Call inner, int call, List<Source> given) {
            return new Call(inner.inputs().stream()
                    .map(source -> input(source).map(given::get).orElseGet(() -> around(source, call)))
                    .toList());
        }

        private Source around(Source inner, int call) {
            int callsOfNode = model.nodes().stream()
                    .filter(node -> node.name().equals(inner.name()))
                    .mapToInt(node -> node.calls().size())
                    .sum();
            return new Source(names.get(inner.name()), call * callsOfNode + inner.call());
        }
    }

    Optional<Layer> layer(Entry entry, String name) {
        reader.places().put(name, entry.place().pointer());
        Optional<Layer> layer = new LayerReader(reader.legacy()).read(entry);
        complete &= layer.isPresent();
        return layer;
    }

    /** Reads an entry that is a model, and gives its layers names in the graph around it. */
    Optional<Within> model(Entry entry, String name) {
        Map<String, String> places = new HashMap<>();
        Optional<NetworkDefinition> model = reader.readWithin(entry.place(), places);
        model.filter(read -> read.dtype() != dtype)
                .ifPresent(read -> entry.place()
                        .error(
                                ("expected the dtype of the model around it, %s, received %s: mixed dtypes are not"
                                                + " supported")
                                        .formatted(dtype.id(), read.dtype().id())));
        complete &= model.isPresent();
        return model.map(read -> {
            Map<String, String> names = new HashMap<>();
            read.nodes().forEach(node -> names.put(node.name(), fresh(name + "_" + node.name())));
            names.forEach((inner, outer) -> reader.places().put(outer, places.getOrDefault(inner, "")));
            return new Within(read, names);
        });
    }

    /** The name that an entry gives itself, else one as Keras makes them: {@code dense}, {@code dense_1}, … */
    String nameOf(Entry entry) {
        return entry.config().at("name").text().orElseGet(() -> counted(Names.snakeCase(entry.className())));
    }

    private String counted(String id) {
        return Stream.generate(() -> counters.merge(id, 1, Integer::sum) - 1)
                .map(count -> count == 0 ? id : id + "_" + count)
                .filter(names::add)
                .findFirst()
                .orElseThrow();
    }

    /** A name that nothing in the model has yet. */
    String fresh(String name) {
        return Stream.iterate(name, longer -> longer + "_")
                .filter(names::add)
                .findFirst()
                .orElseThrow();
    }

    static boolean isTrainable(Place place) {
        if (!place.isAbsent() && !place.node().isBoolean()) {
            place.expected("true or false");
        }
        return place.node().booleanValue(true);
    }

    private void checkName(Place place) {
        if (!place.isAbsent() && name(place).filter(name -> !names.add(name)).isPresent()) {
            place.error("another layer has the name " + place.shown() + " already; names must be unique");
        }
    }

    static Optional<String> name(Place place) {
        Optional<String> name =
                place.text().filter(text -> !text.isBlank() && text.length() <= MAX_NAME && !text.contains("/"));
        if (name.isEmpty()) {
            place.expected("a name of 1 to %d characters without '/'".formatted(MAX_NAME));
        }
        return name;
    }
}
