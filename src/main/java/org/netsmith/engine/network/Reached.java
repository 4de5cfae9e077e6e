package org.netsmith.engine.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/** What the outputs of a network depend on. */
final class Reached {

    private final NetworkDefinition whole;
    private final Set<Source> reached = new HashSet<>();
    /** Which tensor each is where only calls that are reached count. */
    private final Map<Source, Source> counted = new HashMap<>();

    Reached(NetworkDefinition whole) {
        this.whole = whole;
        goBack();
        whole.inputs().forEach(input -> {
            Source source = new Source(input.name(), 0);
            counted.put(source, source);
        });
        whole.nodes().forEach(this::count);
    }

    NetworkDefinition definition() {
        List<Node> kept = whole.nodes().stream()
                .map(this::kept)
                .filter(node -> !node.calls().isEmpty())
                .toList();
        List<Source> outputs = whole.outputs().stream().map(counted::get).toList();
        return new NetworkDefinition(whole.name(), whole.inputs(), kept, outputs, whole.dtype());
    }

    private void goBack() {
        Map<String, Node> nodes = new HashMap<>();
        whole.nodes().forEach(node -> nodes.put(node.name(), node));
        Deque<Source> open = new ArrayDeque<>(whole.outputs());
        while (!open.isEmpty()) {
            Source source = open.pop();
            Node node = nodes.get(source.name());
            if (reached.add(source) && node != null) {
                open.addAll(node.calls().get(source.call()).inputs());
            }
        }
    }

    private void count(Node node) {
        int count = 0;
        for (int call = 0; call < node.calls().size(); call++) {
            Source source = new Source(node.name(), call);
            if (reached.contains(source)) {
                counted.put(source, new Source(node.name(), count++));
            }
        }
    }

    private Node kept(Node node) {
        List<Call> kept = new ArrayList<>();
        for (int call = 0; call < node.calls().size(); call++) {
            if (reached.contains(new Source(node.name(), call))) {
                kept.add(new Call(node.calls().get(call).inputs().stream()
                        .map(counted::get)
                        .toList()));
            }
        }
        return new Node(node.name(), node.layer(), node.trainable(), kept);
    }
}
