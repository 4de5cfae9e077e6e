package org.netsmith.format.keras;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** The entries of a Functional model and the tensors that go from one to the next. */
final class Wiring {

    /** What a call is given. */
    record Given(Place place, List<Reference> tensors) {}

    /** An entry and what each of its calls is given. */
    record Called(Entry entry, String name, List<Given> calls) {

        int tensors() {
            return calls.stream().mapToInt(call -> call.tensors().size()).sum();
        }
    }

    private static final int MAX_SHOWN = 10;

    private final boolean legacy;
    private final Map<String, Called> entries = new LinkedHashMap<>();
    private final Map<String, Within> models = new HashMap<>();
    private final Set<String> inputs = new HashSet<>();
    private final Map<Reference.Id, Source> sources = new HashMap<>();

    /** @param legacy whether Keras 2 wrote the model */
    Wiring(boolean legacy) {
        this.legacy = legacy;
    }

    void add(Called called) {
        entries.put(called.name(), called);
    }

    /** Tells what an entry is that is a model. */
    void add(String name, Within model) {
        models.put(name, model);
    }

    List<Called> entries() {
        return List.copyOf(entries.values());
    }

    Within model(String name) {
        return models.get(name);
    }

    /** The input layer that a reference names; anything else is a finding. */
    Optional<Entry> input(Reference reference) {
        if (!inputs.add(reference.layer())) {
            reference.place().expected("each input once");
            return Optional.empty();
        }
        Optional<Entry> entry =
                Optional.ofNullable(entries.get(reference.layer())).map(Called::entry);
        entry.filter(named -> !named.isInput()).ifPresent(_ -> reference.place().expected("an InputLayer"));
        return entry.filter(Entry::isInput);
    }

    /** A call must give a layer something, and a model as many tensors as it takes. */
    void check(Called called) {
        Optional<List<Input>> taken = Optional.ofNullable(models.get(called.name()))
                .map(within -> within.model().inputs());
        for (Given call : called.calls()) {
            int given = call.tensors().size();
            if (taken.isPresent() && taken.get().size() != given) {
                call.place()
                        .error("model '%s' takes %d tensors, received %d; give it one for each of its inputs %s"
                                .formatted(called.name(), taken.get().size(), given, shown(taken.get())));
            } else if (given == 0) {
                call.place().expected("the tensors that the layer is called with");
            }
            call.tensors().forEach(this::check);
        }
    }

    private static List<String> shown(List<Input> inputs) {
        return inputs.stream().limit(MAX_SHOWN).map(Input::name).toList();
    }

    /** A reference must name a tensor that is made. */
    void check(Reference reference) {
        Called layer = entries.get(reference.layer());
        Place place = reference.place();
        if (layer == null) {
            place.error("there is no layer '%s'%s"
                    .formatted(reference.layer(), place.hint(reference.layer(), entries.keySet())));
            return;
        }
        if (layer.entry().isInput() && !inputs.contains(reference.layer())) {
            place.error("'%s' is not among input_layers".formatted(reference.layer()));
        }
        int calls = Math.max(1, layer.calls().size());
        int outputs = Optional.ofNullable(models.get(reference.layer()))
                .map(within -> within.model().outputs().size())
                .orElse(1);
        int call = call(reference);
        if (call < 0 || call >= calls || reference.tensor() < 0 || reference.tensor() >= outputs) {
            place.error("layer '%s' is called %d times and has %d outputs, received the indices %d, %d"
                    .formatted(reference.layer(), calls, outputs, reference.call(), reference.tensor()));
        }
    }

    /** Keras 2 counts the calls of a model from 1: its own making is the first. */
    private int call(Reference reference) {
        boolean fromOne = legacy && models.containsKey(reference.layer());
        return reference.call() - (fromOne && reference.call() > 0 ? 1 : 0);
    }

    /** Where the tensors of each call are. */
    List<List<Source>> sources(Called called) {
        return called.calls().stream().map(call -> sources(call.tensors())).toList();
    }

    List<Source> sources(List<Reference> references) {
        return references.stream().map(this::source).toList();
    }

    /**
     * Where a tensor is once all models are taken apart. A model that hands an input on may be given what another hands
     * on; where that goes round in a circle, it is nowhere.
     */
    Source source(Reference reference) {
        Set<Reference.Id> passed = new HashSet<>();
        Reference at = reference;
        while (!sources.containsKey(at.id())
                && passed.add(at.id())
                && handedOn(at).isPresent()) {
            at = handedOn(at).get();
        }
        Source source = sources.getOrDefault(at.id(), made(at));
        passed.forEach(tensor -> sources.put(tensor, source));
        return source;
    }

    private Source made(Reference reference) {
        return Optional.ofNullable(models.get(reference.layer()))
                .flatMap(model -> model.output(call(reference), reference.tensor()))
                .orElseGet(() -> new Source(reference.layer(), reference.call()));
    }

    /** What a model is given for the input that one of its outputs is. */
    private Optional<Reference> handedOn(Reference reference) {
        return Optional.ofNullable(models.get(reference.layer()))
                .flatMap(model -> model.handedOn(reference.tensor()))
                .map(input -> entries.get(reference.layer())
                        .calls()
                        .get(call(reference))
                        .tensors()
                        .get(input));
    }
}
