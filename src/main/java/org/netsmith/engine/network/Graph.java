package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * The calls of a definition in an order in which each finds its inputs made. Tensors are numbered: first the inputs of
 * the network, then what each call makes.
 *
 * @param inputs how many inputs the network has
 * @param visits the calls, in order
 * @param outputs the numbers of the tensors that come out
 */
public record Graph(int inputs, List<Visit> visits, List<Integer> outputs) {

    /**
     * One call in its place.
     *
     * @param node which of the definition's nodes, counted from 0
     * @param call which of its calls, counted from 0
     * @param inputs the numbers of the tensors it is called with
     */
    public record Visit(int node, int call, List<Integer> inputs) {}

    /**
     * Orders the calls; among those that could come next, the first of the definition does. Throws {@link
     * IllegalArgumentException} where layers are {@link #waiting}.
     */
    public static Graph of(NetworkDefinition definition) {
        Map<Source, Integer> made = new HashMap<>();
        List<Visit> visits = visits(definition, made);
        List<String> waiting = waiting(definition, made);
        if (!waiting.isEmpty()) {
            throw new IllegalArgumentException(
                    "layers %s wait for each other or for what is not there".formatted(waiting));
        }
        return new Graph(
                definition.inputs().size(),
                List.copyOf(visits),
                definition.outputs().stream().map(made::get).toList());
    }

    /** The layers whose calls can never run, because they wait for themselves or for what does not exist. */
    public static List<String> waiting(NetworkDefinition definition) {
        Map<Source, Integer> made = new HashMap<>();
        visits(definition, made);
        return waiting(definition, made);
    }

    private static List<String> waiting(NetworkDefinition definition, Map<Source, Integer> made) {
        Stream<Source> calls = definition.nodes().stream()
                .flatMap(node ->
                        IntStream.range(0, node.calls().size()).mapToObj(call -> new Source(node.name(), call)));
        return Stream.concat(calls, definition.outputs().stream())
                .filter(source -> !made.containsKey(source))
                .map(Source::name)
                .distinct()
                .toList();
    }

    private static List<Visit> visits(NetworkDefinition definition, Map<Source, Integer> made) {
        definition.inputs().forEach(input -> made.put(new Source(input.name(), 0), made.size()));
        List<Visit> visits = new ArrayList<>();
        int before;
        do {
            before = visits.size();
            visitWhatIsReady(definition, made, visits);
        } while (visits.size() > before);
        return visits;
    }

    private static void visitWhatIsReady(NetworkDefinition definition, Map<Source, Integer> made, List<Visit> visits) {
        for (int i = 0; i < definition.nodes().size(); i++) {
            Node node = definition.nodes().get(i);
            for (int call = 0; call < node.calls().size(); call++) {
                Source output = new Source(node.name(), call);
                Call inputs = node.calls().get(call);
                if (!made.containsKey(output) && made.keySet().containsAll(inputs.inputs())) {
                    visits.add(new Visit(
                            i, call, inputs.inputs().stream().map(made::get).toList()));
                    made.put(output, made.size());
                }
            }
        }
    }

    /** The number of the tensor that a visit makes. */
    public int made(int visit) {
        return inputs + visit;
    }
}
