package org.netsmith.engine.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Layer;

/**
 * A network as somebody defined it: a graph of named layers without cycles, of which a line is the simple case.
 * Immutable; weights live in {@link Network}.
 *
 * @param name the Keras name, as in {@code sequential}
 * @param inputs what goes in, in order
 * @param nodes the layers with unique names, in the order in which their weights are counted
 * @param outputs what comes out, in order
 * @param dtype the Keras dtype policy
 */
public record NetworkDefinition(String name, List<Input> inputs, List<Node> nodes, List<Source> outputs, DType dtype) {

    /** The name of an input that nobody named. */
    public static final String INPUT = "input_layer";

    /**
     * One input.
     *
     * @param shape of one row, empty where the data decides it
     * @param dtype the Keras dtype of what is fed, as in {@code int32}; the engine computes with the network's own
     */
    public record Input(String name, Optional<Shape> shape, String dtype) {

        /** Whether texts are fed or numbers. */
        public Elements elements() {
            return dtype.equals(DType.STRING.id()) ? Elements.TEXTS : Elements.NUMBERS;
        }
    }

    /**
     * Where a tensor comes from: an input, or one call of a layer.
     *
     * @param call counted from 0; 0 for an input
     */
    public record Source(String name, int call) {

        /** The same tensor where only some calls are counted. */
        private Source among(Set<Source> counted) {
            long before = IntStream.range(0, call)
                    .filter(earlier -> counted.contains(new Source(name, earlier)))
                    .count();
            return new Source(name, (int) before);
        }
    }

    /** One use of a layer. A layer that is called several times has the same weights in each call. */
    public record Call(List<Source> inputs) {

        public Call {
            inputs = List.copyOf(inputs);
        }
    }

    /** A layer, its name, whether it learns, and its calls. */
    public record Node(String name, Layer layer, boolean trainable, List<Call> calls) {

        public Node {
            calls = List.copyOf(calls);
        }

        /** A layer of a line, whose place in it says what it is called with. */
        public Node(String name, Layer layer, boolean trainable) {
            this(name, layer, trainable, List.of());
        }

        public Node(String name, Layer layer) {
            this(name, layer, true);
        }

        private Node kept(Set<Source> reached) {
            List<Call> kept = new ArrayList<>();
            for (int call = 0; call < calls.size(); call++) {
                if (reached.contains(new Source(name, call))) {
                    kept.add(new Call(calls.get(call).inputs().stream()
                            .map(source -> source.among(reached))
                            .toList()));
                }
            }
            return new Node(name, layer, trainable, kept);
        }

        private Node calledWith(Source source) {
            return new Node(name, layer, trainable, List.of(new Call(List.of(source))));
        }
    }

    public NetworkDefinition {
        inputs = List.copyOf(inputs);
        nodes = List.copyOf(nodes);
        outputs = List.copyOf(outputs);
    }

    /** Layers on a line, first to last. */
    public NetworkDefinition(String name, Optional<Shape> inputShape, List<Node> nodes, DType dtype) {
        this(name, new Input(inputName(nodes), inputShape, dtype.id()), nodes, dtype);
    }

    /** Layers on a line behind a named input. */
    public NetworkDefinition(String name, Input input, List<Node> nodes, DType dtype) {
        this(name, List.of(input), line(input, nodes), List.of(end(input, nodes)), dtype);
    }

    private static String inputName(List<Node> nodes) {
        return Stream.iterate(INPUT, name -> name + "_")
                .filter(name -> nodes.stream().noneMatch(node -> node.name().equals(name)))
                .findFirst()
                .orElseThrow();
    }

    private static List<Node> line(Input input, List<Node> nodes) {
        List<Node> line = new ArrayList<>();
        for (Node node : nodes) {
            line.add(node.calledWith(end(input, line)));
        }
        return line;
    }

    private static Source end(Input input, List<Node> nodes) {
        return new Source(nodes.isEmpty() ? input.name() : nodes.getLast().name(), 0);
    }

    /** Whether the layers stand on one line from the only input to the only output, as in Keras' Sequential. */
    public boolean isSequential() {
        return inputs.size() == 1
                && outputs.size() == 1
                && nodes.equals(line(inputs.getFirst(), nodes))
                && outputs.getFirst().equals(end(inputs.getFirst(), nodes));
    }

    /** The shape of one row of the only input; empty where the data decides it. */
    public Optional<Shape> inputShape() {
        return inputs.getFirst().shape();
    }

    /** The shapes of the inputs; empty where the data decides one of them. */
    public Optional<List<Shape>> inputShapes() {
        return inputs.stream().allMatch(input -> input.shape().isPresent())
                ? Optional.of(
                        inputs.stream().flatMap(input -> input.shape().stream()).toList())
                : Optional.empty();
    }

    /** What the elements of a tensor are. */
    public Elements elements(Source source) {
        return nodes.stream()
                .filter(node -> node.name().equals(source.name()))
                .findFirst()
                .map(node -> node.layer().gives())
                .orElseGet(() -> inputs.stream()
                        .filter(input -> input.name().equals(source.name()))
                        .findFirst()
                        .orElseThrow()
                        .elements());
    }

    /** This network fed with rows of a shape, for one with a single input. */
    public NetworkDefinition withInputShape(Shape shape) {
        return withInputShapes(List.of(shape));
    }

    /** This network fed with rows of these shapes. */
    public NetworkDefinition withInputShapes(List<Shape> shapes) {
        List<Input> fed = new ArrayList<>();
        for (int i = 0; i < inputs.size(); i++) {
            fed.add(new Input(
                    inputs.get(i).name(),
                    Optional.of(shapes.get(i)),
                    inputs.get(i).dtype()));
        }
        return new NetworkDefinition(name, fed, nodes, outputs, dtype);
    }

    /** This network without the calls that no output depends on; the others are counted anew. */
    public NetworkDefinition reached() {
        Set<Source> reached = new HashSet<>();
        Deque<Source> open = new ArrayDeque<>(outputs);
        while (!open.isEmpty()) {
            Source source = open.pop();
            if (reached.add(source)) {
                nodes.stream()
                        .filter(node -> node.name().equals(source.name()))
                        .forEach(node ->
                                open.addAll(node.calls().get(source.call()).inputs()));
            }
        }
        List<Node> kept = nodes.stream()
                .map(node -> node.kept(reached))
                .filter(node -> !node.calls().isEmpty())
                .toList();
        return new NetworkDefinition(
                name,
                inputs,
                kept,
                outputs.stream().map(source -> source.among(reached)).toList(),
                dtype);
    }
}
