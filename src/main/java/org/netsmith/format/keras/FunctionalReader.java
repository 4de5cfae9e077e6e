package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.Graph;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.format.keras.Wiring.Called;
import org.netsmith.format.keras.Wiring.Given;
import tools.jackson.databind.JsonNode;

/** Reads a Functional model: layers that name the tensors they are called with. */
final class FunctionalReader {

    private final ModelReader reader;
    private final Place config;
    private final Wiring wiring;

    FunctionalReader(ModelReader reader, Place config) {
        this.reader = reader;
        this.config = config;
        this.wiring = new Wiring(reader.legacy());
    }

    Optional<NetworkDefinition> read() {
        int mark = config.findings().mark();
        String name = ModelReader.modelName(config);
        List<Entry> entries = entries();
        DType dtype = DTypePolicies.of(
                config,
                entries.stream()
                        .filter(entry -> !entry.isInput() && entry.hasDTypeOfModel())
                        .map(Entry::config)
                        .toList());
        Assembly assembly = new Assembly(reader, dtype, entries);
        entries.forEach(entry -> wiring.add(called(entry, assembly.nameOf(entry))));
        Map<String, Layer> read = readLayers(assembly);
        List<Reference> starts = ends("input_layers");
        List<Input> inputs = inputs(starts, dtype);
        List<Reference> ends = ends("output_layers");
        Stream.concat(starts.stream(), ends.stream()).forEach(wiring::check);
        wiring.entries().forEach(wiring::check);
        if (config.findings().hasErrorsSince(mark) || !assembly.isComplete()) {
            return Optional.empty();
        }
        wiring.entries().forEach(called -> add(assembly, called, read));
        NetworkDefinition whole = new NetworkDefinition(
                name, inputs, ModelReader.trainable(config, assembly.nodes()), wiring.sources(ends), dtype);
        if (!isOrdered(whole)) {
            return Optional.empty();
        }
        Map<Source, Shape> shapes = KnownShapes.of(whole);
        wiring.entries().forEach(called -> warnOfShapes(called.entry().place().at("inbound_nodes"), shapes));
        return Optional.of(reached(whole));
    }

    /** Keras 3 writes beside each tensor what shape it has; what the layers make of it is what counts. */
    private void warnOfShapes(Place place, Map<Source, Shape> shapes) {
        Place declared = place.at("shape");
        if (place.at("keras_history").isMissing()) {
            Stream<Place> children = place.node().isArray()
                    ? place.elements().stream()
                    : place.keys().stream().map(place::at);
            children.forEach(child -> warnOfShapes(child, shapes));
        } else if (declared.node().isArray() && declared.node().size() > 0) {
            Reference.in(place.at("keras_history"))
                    .map(reference -> shapes.get(wiring.source(reference)))
                    .filter(shape -> shape != null && !isOf(declared, shape))
                    .forEach(shape -> declared.warning(
                            "the tensor has rows of shape %s, not what %s says; the declaration was ignored"
                                    .formatted(shape, declared.shown())));
        }
    }

    private static boolean isOf(Place declared, Shape row) {
        List<Place> extents = declared.elements().subList(1, declared.node().size());
        return extents.size() == row.rank()
                && IntStream.range(0, row.rank())
                        .allMatch(axis -> mayBe(extents.get(axis).node(), row.extent(axis)));
    }

    private static boolean mayBe(JsonNode declared, long extent) {
        return declared.isNull()
                || declared.isIntegralNumber() && declared.canConvertToLong() && declared.longValue() == extent;
    }

    /** In Keras the name stands beside the config as well as in it. */
    private List<Entry> entries() {
        return config.at("layers").elements().stream()
                .flatMap(place -> Entry.keras(place).stream())
                .map(Entry::withNameInConfig)
                .toList();
    }

    private Called called(Entry entry, String name) {
        Place nodes = entry.place().at("inbound_nodes");
        List<Given> calls = new ArrayList<>();
        for (Place call : nodes.node().isArray() ? nodes.elements() : List.<Place>of()) {
            calls.add(given(call));
        }
        if (!entry.isInput() && calls.isEmpty()) {
            nodes.expected("the tensors that the layer is called with");
        }
        return new Called(entry, name, calls);
    }

    private static Given given(Place call) {
        List<Reference> tensors =
                Reference.in(call.node().isObject() ? call.at("args") : call).toList();
        refuseArguments(call.at("kwargs"));
        tensors.stream().flatMap(Reference::arguments).forEach(FunctionalReader::refuseArguments);
        return new Given(call, tensors);
    }

    /** Arguments of a call would change what the layer does. */
    private static void refuseArguments(Place arguments) {
        arguments.keys().stream()
                .map(arguments::at)
                .filter(argument -> !argument.isAbsent())
                .forEach(argument -> argument.error(
                        "arguments of a call are not supported yet: expected null, received " + argument.shown()));
    }

    private Map<String, Layer> readLayers(Assembly assembly) {
        Map<String, Layer> read = new HashMap<>();
        for (Called called : wiring.entries()) {
            String name = called.name();
            int calls = called.calls().size();
            if (called.entry().isModel()) {
                assembly.model(called.entry(), name, calls).ifPresent(model -> wiring.add(name, model));
            } else if (!called.entry().isInput()) {
                assembly.layer(called.entry(), name, calls, called.tensors()).ifPresent(layer -> read.put(name, layer));
            }
        }
        return read;
    }

    private List<Input> inputs(List<Reference> starts, DType dtype) {
        List<Input> inputs = new ArrayList<>();
        for (Reference reference : starts) {
            wiring.input(reference).ifPresent(entry -> {
                Optional<Shape> shape = InputShapes.ofInputLayer(entry);
                String type = DTypePolicies.name(entry.config().at("dtype")).orElse(dtype.id());
                inputs.add(new Input(reference.layer(), shape, type));
            });
        }
        return inputs;
    }

    private List<Reference> ends(String key) {
        Place place = config.at(key);
        List<Reference> ends = Reference.in(place).toList();
        if (ends.isEmpty()) {
            place.expected("at least one tensor as [[\"name\", 0, 0]]");
        }
        reader.limit().take(place, 0, ends.size());
        return ends;
    }

    private void add(Assembly assembly, Called called, Map<String, Layer> read) {
        if (called.entry().isModel()) {
            assembly.add(wiring.model(called.name()), wiring.sources(called));
        } else if (!called.entry().isInput()) {
            assembly.add(called.entry(), called.name(), read.get(called.name()), wiring.sources(called));
        }
    }

    private boolean isOrdered(NetworkDefinition whole) {
        List<String> waiting = Graph.waiting(whole);
        waiting.forEach(name -> config.findings()
                .error(
                        reader.places().getOrDefault(name, ""),
                        "layer '%s' waits for its own output: the layers must not go round in a circle"
                                .formatted(name)));
        return waiting.isEmpty();
    }

    /** What no output depends on is left out, as Keras does. */
    private NetworkDefinition reached(NetworkDefinition whole) {
        NetworkDefinition reached = whole.reached();
        Set<String> kept = reached.nodes().stream().map(Node::name).collect(Collectors.toSet());
        whole.nodes().stream()
                .map(Node::name)
                .filter(name -> !kept.contains(name))
                .forEach(name -> config.findings()
                        .warning(
                                reader.places().getOrDefault(name, ""),
                                "no output depends on layer '%s'; it is left out".formatted(name)));
        return reached;
    }
}
