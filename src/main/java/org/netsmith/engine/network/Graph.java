package org.netsmith.engine.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
     * Orders the calls: as they come in the definition, what has to wait for others in further rounds through it.
     * Throws {@link IllegalArgumentException} where layers are {@link #waiting}.
     */
    public static Graph of(NetworkDefinition definition) {
        List<Rounds.Place> places = Rounds.of(definition);
        List<String> waiting = waiting(definition, places);
        if (!waiting.isEmpty()) {
            throw new IllegalArgumentException(
                    "layers %s wait for each other or for what is not there".formatted(waiting));
        }
        Map<Source, Integer> numbers = numbers(definition, places);
        return new Graph(
                definition.inputs().size(),
                places.stream().map(place -> visit(place, numbers)).toList(),
                definition.outputs().stream().map(numbers::get).toList());
    }

    private static Map<Source, Integer> numbers(NetworkDefinition definition, List<Rounds.Place> places) {
        Map<Source, Integer> numbers = new HashMap<>();
        for (int i = 0; i < definition.inputs().size(); i++) {
            numbers.put(new Source(definition.inputs().get(i).name(), 0), i);
        }
        for (int i = 0; i < places.size(); i++) {
            numbers.put(places.get(i).output(), definition.inputs().size() + i);
        }
        return numbers;
    }

    private static Visit visit(Rounds.Place place, Map<Source, Integer> numbers) {
        return new Visit(
                place.node(),
                place.call(),
                place.inputs().stream().map(numbers::get).toList());
    }

    /** The layers whose calls can never run, because they wait for themselves or for what does not exist. */
    public static List<String> waiting(NetworkDefinition definition) {
        return waiting(definition, Rounds.of(definition));
    }

    private static List<String> waiting(NetworkDefinition definition, List<Rounds.Place> places) {
        Set<Source> made = new HashSet<>();
        definition.inputs().forEach(input -> made.add(new Source(input.name(), 0)));
        places.forEach(place -> made.add(place.output()));
        Stream<Source> calls = definition.nodes().stream()
                .flatMap(node ->
                        IntStream.range(0, node.calls().size()).mapToObj(call -> new Source(node.name(), call)));
        return Stream.concat(calls, definition.outputs().stream())
                .filter(source -> !made.contains(source))
                .map(Source::name)
                .distinct()
                .toList();
    }

    /** The number of the tensor that a visit makes. */
    public int made(int visit) {
        return inputs + visit;
    }
}
