package org.netsmith.engine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Add;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.network.Graph.Visit;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

class GraphTests {

    private static final Source X = new Source("x", 0);

    @Test
    void whatWaitsForALaterLayerComesInTheNextRound() {
        NetworkDefinition definition = network(
                List.of(
                        node("late", List.of(source("middle"))),
                        node("first", List.of(X)),
                        node("middle", List.of(source("first"))),
                        node("aside", List.of(X))),
                source("late"));

        assertThat(names(definition)).containsExactly("first", "middle", "aside", "late");
    }

    @Test
    void theOrderIsThatOfGoingThroughTheDefinitionAgainAndAgain() {
        Random random = new Random(7);
        for (int i = 0; i < 500; i++) {
            NetworkDefinition definition = anyNetwork(random);

            assertThat(Graph.of(definition).visits())
                    .extracting(visit -> new Source(name(definition, visit), visit.call()))
                    .isEqualTo(inRounds(definition));
        }
    }

    /** The order as it is defined: in each round all calls in turn, each that finds its inputs made. */
    private static List<Source> inRounds(NetworkDefinition definition) {
        Set<Source> made = new HashSet<>(Set.of(X));
        List<Source> order = new ArrayList<>();
        int before;
        do {
            before = order.size();
            for (Node node : definition.nodes()) {
                for (int call = 0; call < node.calls().size(); call++) {
                    Source output = new Source(node.name(), call);
                    if (!made.contains(output)
                            && made.containsAll(node.calls().get(call).inputs())) {
                        made.add(output);
                        order.add(output);
                    }
                }
            }
        } while (order.size() > before);
        return order;
    }

    /** Calls of a few layers, each given what some earlier ones make, defined in any order. */
    private static NetworkDefinition anyNetwork(Random random) {
        int layers = 1 + random.nextInt(8);
        List<List<Call>> calls = new ArrayList<>();
        IntStream.range(0, layers).forEach(_ -> calls.add(new ArrayList<>()));
        List<Source> made = new ArrayList<>(List.of(X));
        for (int i = 0; i < 20; i++) {
            int layer = random.nextInt(layers);
            Source one = made.get(random.nextInt(made.size()));
            Source other = made.get(random.nextInt(made.size()));
            made.add(new Source("layer" + layer, calls.get(layer).size()));
            calls.get(layer).add(new Call(List.of(one, other)));
        }
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < layers; i++) {
            nodes.add(new Node("layer" + i, new Add(), true, calls.get(i)));
        }
        Collections.shuffle(nodes, random);
        return network(nodes, made.getLast());
    }

    @Test
    void tensorsAreNumberedInputsFirst() {
        NetworkDefinition definition = new NetworkDefinition(
                "two",
                List.of(input("x"), input("y")),
                List.of(node("sum", List.of(source("y"), source("flat"))), node("flat", List.of(X))),
                List.of(source("sum"), source("y"), source("sum")),
                DType.FLOAT32);

        Graph graph = Graph.of(definition);

        assertThat(graph.visits()).containsExactly(new Visit(1, 0, List.of(0)), new Visit(0, 0, List.of(1, 2)));
        assertThat(graph.outputs()).containsExactly(3, 1, 3);
        assertThat(graph.made(1)).isEqualTo(3);
    }

    @Test
    void namesWhatWaitsForItselfAndForWhatIsNotThere() {
        NetworkDefinition definition = network(
                List.of(
                        node("itself", List.of(source("itself"))),
                        node("ping", List.of(source("pong"))),
                        node("pong", List.of(source("ping"))),
                        node("lost", List.of(X, source("nowhere"))),
                        node("fine", List.of(X))),
                source("gone"));

        assertThat(Graph.waiting(definition)).containsExactly("itself", "ping", "pong", "lost", "gone");
        assertThatThrownBy(() -> Graph.of(definition))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[itself, ping, pong, lost, gone]");
    }

    @Test
    void whatNoOutputDependsOnIsLeftOutAndTheOtherCallsAreCountedAnew() {
        Node shared = node("shared", List.of(X), List.of(source("flat")), List.of(new Source("shared", 1)));
        NetworkDefinition definition = network(
                List.of(shared, node("flat", List.of(X)), node("unused", List.of(source("shared")))),
                new Source("shared", 2));

        NetworkDefinition reached = definition.reached();

        assertThat(reached.nodes())
                .containsExactly(
                        node("shared", List.of(source("flat")), List.of(source("shared"))), node("flat", List.of(X)));
        assertThat(reached.outputs()).containsExactly(new Source("shared", 1));
    }

    @Test
    void aLongLineInReverseTakesNoLongerThanOneInOrder() {
        int layers = 30_000;
        List<Node> nodes = new ArrayList<>();
        for (int i = layers - 1; i > 0; i--) {
            nodes.add(node("layer" + i, List.of(source("layer" + (i - 1)))));
        }
        nodes.add(node("layer0", List.of(X)));
        NetworkDefinition definition = network(nodes, source("layer" + (layers - 1)));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(names(definition)).hasSize(layers).startsWith("layer0", "layer1");
            assertThat(Graph.waiting(definition)).isEmpty();
            assertThat(definition.reached()).isEqualTo(definition);
            assertThat(definition.elements()).hasSize(layers + 1).containsEntry("layer7", Elements.NUMBERS);
        });
    }

    @Test
    void aLayerThatIsCalledOftenTakesNoLongerThanManyLayers() {
        int count = 50_000;
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(List.of(X)));
        for (int i = 1; i < count; i++) {
            calls.add(new Call(List.of(new Source("flat", i - 1))));
        }
        NetworkDefinition definition =
                network(List.of(new Node("flat", new Flatten(), true, calls)), new Source("flat", count - 1));

        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> {
            assertThat(definition.reached()).isEqualTo(definition);
            assertThat(Graph.of(definition).visits()).hasSize(count);
        });
    }

    private static List<String> names(NetworkDefinition definition) {
        return Graph.of(definition).visits().stream()
                .map(visit -> name(definition, visit))
                .toList();
    }

    private static String name(NetworkDefinition definition, Visit visit) {
        return definition.nodes().get(visit.node()).name();
    }

    private static Source source(String name) {
        return new Source(name, 0);
    }

    private static Input input(String name) {
        return new Input(name, Optional.of(Shape.of(4)), "float32");
    }

    @SafeVarargs
    private static Node node(String name, List<Source>... calls) {
        return new Node(
                name,
                calls[0].size() == 1 ? new Flatten() : new Add(),
                true,
                List.of(calls).stream().map(Call::new).toList());
    }

    private static NetworkDefinition network(List<Node> nodes, Source output) {
        return new NetworkDefinition("graph", List.of(input("x")), nodes, List.of(output), DType.FLOAT32);
    }
}
