package org.netsmith.engine.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * Finds the order of a definition's calls: as if one went through the definition again and again and made each time
 * what can be made by then. Nothing is gone through twice: what a call waits for tells the round in which its turn
 * comes.
 */
final class Rounds {

    /** A call as it stands in the definition. */
    record Place(int node, int call, Source output, List<Source> inputs) {}

    private static final int OF_INPUTS = -1;

    private final List<Place> places = new ArrayList<>();
    private final Map<Source, Integer> makers = new HashMap<>();
    private final List<List<Integer>> readers = new ArrayList<>();
    private final int[] rounds;
    private final int[] missing;
    private final Deque<Integer> ready = new ArrayDeque<>();
    private final List<Integer> done = new ArrayList<>();

    private Rounds(NetworkDefinition definition) {
        definition.inputs().forEach(input -> makers.put(new Source(input.name(), 0), OF_INPUTS));
        for (int node = 0; node < definition.nodes().size(); node++) {
            place(node, definition.nodes().get(node));
        }
        rounds = new int[places.size()];
        missing = new int[places.size()];
        for (int place = 0; place < places.size(); place++) {
            waitForInputs(place);
        }
    }

    /** The calls that can run, in order. */
    static List<Place> of(NetworkDefinition definition) {
        Rounds rounds = new Rounds(definition);
        while (!rounds.ready.isEmpty()) {
            rounds.make(rounds.ready.pop());
        }
        return rounds.done.stream()
                .sorted(Comparator.<Integer>comparingInt(place -> rounds.rounds[place])
                        .thenComparing(Comparator.naturalOrder()))
                .map(rounds.places::get)
                .toList();
    }

    private void place(int node, Node layer) {
        for (int call = 0; call < layer.calls().size(); call++) {
            Source output = new Source(layer.name(), call);
            if (makers.putIfAbsent(output, places.size()) == null) {
                places.add(new Place(node, call, output, layer.calls().get(call).inputs()));
                readers.add(new ArrayList<>());
            }
        }
    }

    private void waitForInputs(int place) {
        for (Source input : places.get(place).inputs()) {
            Integer maker = makers.get(input);
            if (maker == null || maker != OF_INPUTS) {
                missing[place]++;
            }
            if (maker != null && maker != OF_INPUTS) {
                readers.get(maker).add(place);
            }
        }
        if (missing[place] == 0) {
            ready.add(place);
        }
    }

    /** What stands behind the call can be made in the same round, what stands before it in the next. */
    private void make(int place) {
        done.add(place);
        for (int reader : readers.get(place)) {
            rounds[reader] = Math.max(rounds[reader], rounds[place] + (place < reader ? 0 : 1));
            missing[reader]--;
            if (missing[reader] == 0) {
                ready.add(reader);
            }
        }
    }
}
