package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    public record Source(String name, int call) {}

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

    /** What the elements of the tensors are that an input or a layer makes, by its name. */
    public Map<String, Elements> elements() {
        Map<String, Elements> elements = new HashMap<>();
        inputs.forEach(input -> elements.put(input.name(), input.elements()));
        nodes.forEach(node -> elements.put(node.name(), node.layer().gives()));
        return elements;
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
        return new Reached(this).definition();
    }
}
