package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** A model within a model, taken apart: its layers join the graph around it under names of their own. */
final class Within {

    private final NetworkDefinition model;
    private final Map<String, String> names;
    private final Map<String, Integer> inputs = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();

    /** @param names of its layers in the graph around it */
    Within(NetworkDefinition model, Map<String, String> names) {
        this.model = model;
        this.names = names;
        for (int i = 0; i < model.inputs().size(); i++) {
            inputs.put(model.inputs().get(i).name(), i);
        }
        model.nodes().forEach(node -> calls.put(node.name(), node.calls().size()));
    }

    NetworkDefinition model() {
        return model;
    }

    /** The layers of the model, each called as often as the model calls it for each of the model's own calls. */
    List<Node> nodes(List<List<Source>> calls) {
        return model.nodes().stream()
                .map(node -> new Node(names.get(node.name()), node.layer(), node.trainable(), calls(node, calls)))
                .toList();
    }

    /** Where an output of one call of the model is; empty where the model just hands an input on. */
    Optional<Source> output(int call, int output) {
        return handedOn(output).isPresent()
                ? Optional.empty()
                : Optional.of(around(model.outputs().get(output), call));
    }

    /** Which input of the model one of its outputs is, if it is one. */
    Optional<Integer> handedOn(int output) {
        return Optional.ofNullable(inputs.get(model.outputs().get(output).name()));
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
                .map(source ->
                        inputs.containsKey(source.name()) ? given.get(inputs.get(source.name())) : around(source, call))
                .toList());
    }

    private Source around(Source inner, int call) {
        return new Source(names.get(inner.name()), call * calls.get(inner.name()) + inner.call());
    }
}
