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
            layer(entry, name, 1, 1).ifPresent(layer -> add(entry, name, layer, calls));
            return new Source(name, 0);
        }
        Optional<Within> model = model(entry, name, 1).filter(within -> isLine(entry, within.model()));
        complete &= model.isPresent();
        model.ifPresent(within -> add(within, calls));
        return model.flatMap(within -> within.output(0, 0)).orElse(input);
    }

    private static boolean isLine(Entry entry, NetworkDefinition model) {
        boolean line = model.inputs().size() == 1 && model.outputs().size() == 1;
        if (!line) {
            entry.place()
                    .error(("a model within a Sequential needs one input and one output, received %d and %d; make the"
                                    + " model around it a Functional, which names the tensors")
                            .formatted(model.inputs().size(), model.outputs().size()));
        }
        return line;
    }

    void add(Entry entry, String name, Layer layer, List<List<Source>> calls) {
        boolean trainable = isTrainable(entry.config().at("trainable"));
        nodes.add(new Node(name, layer, trainable, calls.stream().map(Call::new).toList()));
    }

    /** Adds the layers of a model that each of the calls gives as many tensors as it takes. */
    void add(Within within, List<List<Source>> calls) {
        nodes.addAll(within.nodes(calls));
    }

    /**
     * Reads an entry that is a layer.
     *
     * @param calls how often it is called
     * @param tensors how many tensors it is given in all calls together
     */
    Optional<Layer> layer(Entry entry, String name, int calls, int tensors) {
        reader.places().put(name, entry.place().pointer());
        Optional<Layer> layer = reader.limit().take(entry.place(), calls, tensors)
                ? new LayerReader(reader.legacy()).read(entry)
                : Optional.empty();
        complete &= layer.isPresent();
        return layer;
    }

    /**
     * Reads an entry that is a model, and gives its layers names in the graph around it.
     *
     * @param calls how often it is called
     */
    Optional<Within> model(Entry entry, String name, int calls) {
        Map<String, String> places = new HashMap<>();
        reader.places().put(name, entry.place().pointer());
        Optional<NetworkDefinition> model = reader.limit().isExceeded()
                ? Optional.empty()
                : reader.readWithin(entry.place(), places).filter(read -> mayBeCalled(entry, read, calls));
        model.filter(read -> read.dtype() != dtype)
                .ifPresent(read -> entry.place()
                        .error(("expected the dtype of the model around it, %s, received %s: mixed dtypes are not"
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

    private boolean mayBeCalled(Entry entry, NetworkDefinition model, int calls) {
        List<Call> inner =
                model.nodes().stream().flatMap(node -> node.calls().stream()).toList();
        long tensors = inner.stream().mapToLong(call -> call.inputs().size()).sum();
        return reader.limit()
                .take(
                        entry.place(),
                        Math.multiplyExact((long) inner.size(), calls),
                        Math.multiplyExact(tensors, calls));
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
