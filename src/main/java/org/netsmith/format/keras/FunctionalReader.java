package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import tools.jackson.databind.JsonNode;

/** Reads a Functional model: layers that name the tensors they are called with. */
final class FunctionalReader {

    /** An entry and the references of each of its calls. */
    private record Called(Entry entry, String name, List<List<Reference>> calls) {}

    private final ModelReader reader;
    private final Place config;
    private final Map<String, Called> layers = new LinkedHashMap<>();
    private final Map<String, Assembly.Within> models = new HashMap<>();

    FunctionalReader(ModelReader reader, Place config) {
        this.reader = reader;
        this.config = config;
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
        entries.forEach(entry -> {
            Called called = called(entry, assembly.nameOf(entry));
            layers.put(called.name(), called);
        });
        Map<String, Layer> read = readLayers(assembly);
        List<Input> inputs = inputs(dtype);
        List<Reference> ends = ends("output_layers");
        layers.values().forEach(layer -> layer.calls().forEach(call -> call.forEach(this::check)));
        if (config.findings().hasErrorsSince(mark) || !assembly.isComplete()) {
            return Optional.empty();
        }
        layers.values().forEach(layer -> add(assembly, layer, read));
        NetworkDefinition whole = new NetworkDefinition(
                name,
                inputs,
                ModelReader.trainable(config, assembly.nodes()),
                ends.stream().map(this::source).toList(),
                dtype);
        if (!isOrdered(whole)) {
            return Optional.empty();
        }
        Map<Source, Shape> shapes = KnownShapes.of(whole);
        layers.values().forEach(layer -> warnOfShapes(layer.entry().place().at("inbound_nodes"), shapes));
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
                    .map(reference -> shapes.get(source(reference)))
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

    /** In Keras the name stands beside the config as well as in it. */
    private List<Entry> entries() {
        return config.at("layers").elements().stream()
                .flatMap(place -> Entry.keras(place).stream())
                .map(Entry::withNameInConfig)
                .toList();
    }

    private Called called(Entry entry, String name) {
        Place nodes = entry.place().at("inbound_nodes");
        List<List<Reference>> calls = new ArrayList<>();
        for (Place call : nodes.node().isArray() ? nodes.elements() : List.<Place>of()) {
            checkArguments(call);
            calls.add(Reference.in(call.node().isObject() ? call.at("args") : call)
                    .toList());
        }
        if (!entry.isInput() && calls.isEmpty()) {
            nodes.expected("the tensors that the layer is called with");
        }
        return new Called(entry, name, calls);
    }

    /** Arguments of a call that would change what the layer does. */
    private static void checkArguments(Place call) {
        Place arguments = call.at("kwargs");
        arguments.keys().stream()
                .map(arguments::at)
                .filter(argument -> !argument.isAbsent())
                .forEach(argument -> argument.error(
                        "arguments of a call are not supported yet: expected null, received " + argument.shown()));
    }

    private Map<String, Layer> readLayers(Assembly assembly) {
        Map<String, Layer> read = new HashMap<>();
        layers.forEach((name, called) -> {
            if (called.entry().isModel()) {
                assembly.model(called.entry(), name).ifPresent(model -> models.put(name, model));
            } else if (!called.entry().isInput()) {
                assembly.layer(called.entry(), name).ifPresent(layer -> read.put(name, layer));
            }
        });
        return read;
    }

    private List<Input> inputs(DType dtype) {
        List<Input> inputs = new ArrayList<>();
        for (Reference reference : ends("input_layers")) {
            Called layer = layers.get(reference.layer());
            if (layer != null && !layer.entry().isInput()) {
                reference.place().expected("an InputLayer");
            } else if (layer != null) {
                Optional<Shape> shape = InputShapes.ofInputLayer(layer.entry());
                String type =
                        DTypePolicies.name(layer.entry().config().at("dtype")).orElse(dtype.id());
                inputs.add(new Input(reference.layer(), shape, type));
            }
        }
        return inputs;
    }

    private List<Reference> ends(String key) {
        Place place = config.at(key);
        List<Reference> ends = Reference.in(place).toList();
        ends.forEach(this::check);
        if (ends.isEmpty()) {
            place.expected("at least one tensor as [[\"name\", 0, 0]]");
        }
        return ends;
    }

    private void check(Reference reference) {
        Called layer = layers.get(reference.layer());
        if (layer == null) {
            reference
                    .place()
                    .error("there is no layer '%s'%s"
                            .formatted(reference.layer(), Names.hint(reference.layer(), layers.keySet())));
            return;
        }
        if (layer.entry().isInput() && !inputNames().contains(reference.layer())) {
            reference.place().error("'%s' is not among input_layers".formatted(reference.layer()));
        }
        int calls = Math.max(1, layer.calls().size());
        int outputs = Optional.ofNullable(models.get(reference.layer()))
                .map(within -> within.model().outputs().size())
                .orElse(1);
        int call = call(reference);
        if (call < 0 || call >= calls || reference.tensor() < 0 || reference.tensor() >= outputs) {
            reference
                    .place()
                    .error("layer '%s' is called %d times and has %d outputs, received the indices %d, %d"
                            .formatted(reference.layer(), calls, outputs, reference.call(), reference.tensor()));
        }
    }

    /** Keras 2 counts the calls of a model from 1: its own making is the first. */
    private int call(Reference reference) {
        boolean fromOne = reader.legacy() && models.containsKey(reference.layer());
        return reference.call() - (fromOne && reference.call() > 0 ? 1 : 0);
    }

    private static boolean mayBe(JsonNode declared, long extent) {
        return declared.isNull()
                || declared.isIntegralNumber() && declared.canConvertToLong() && declared.longValue() == extent;
    }

    private List<String> inputNames() {
        return Reference.in(config.at("input_layers")).map(Reference::layer).toList();
    }

    private void add(Assembly assembly, Called layer, Map<String, Layer> read) {
        List<List<Source>> calls = layer.calls().stream()
                .map(call -> call.stream().map(this::source).toList())
                .toList();
        if (layer.entry().isModel()) {
            assembly.add(models.get(layer.name()), calls);
        } else if (!layer.entry().isInput()) {
            assembly.add(layer.entry(), layer.name(), read.get(layer.name()), calls);
        }
    }

    /** Where a tensor is once all models are taken apart. */
    private Source source(Reference reference) {
        Assembly.Within model = models.get(reference.layer());
        if (model == null) {
            return new Source(reference.layer(), reference.call());
        }
        return model.output(call(reference), reference.tensor()).orElseGet(() -> handedOn(reference, model));
    }

    /** The output of a model that is one of its inputs. */
    private Source handedOn(Reference reference, Assembly.Within model) {
        int input = model.input(model.model().outputs().get(reference.tensor())).orElseThrow();
        Reference given =
                layers.get(reference.layer()).calls().get(call(reference)).get(input);
        return models.containsKey(given.layer()) ? new Source(given.layer(), given.call()) : source(given);
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
        List<String> kept = reached.nodes().stream().map(Node::name).toList();
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
