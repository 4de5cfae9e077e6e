package org.netsmith.network;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.layer.Weight;
import org.netsmith.engine.network.ElementMisfit;
import org.netsmith.engine.network.Graph;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;

/**
 * Walks through the layers with the shape of one row and finds the first that does not take it, or with which the
 * network becomes larger than allowed. Sizes are exact however large they are; nothing is allocated.
 */
final class Sizing {

    /** The least that any input can be: the sizes that follow from it are lower bounds. */
    private static final Shape LEAST = Shape.of(1);

    private final NetworkSettings settings;
    private final Map<String, String> places;
    private final String root;

    /**
     * @param places where the layers stand within the definition, by name
     * @param root where the definition stands in the request
     */
    Sizing(NetworkSettings settings, Map<String, String> places, String root) {
        this.settings = settings;
        this.places = places;
        this.root = root;
    }

    /** Throws {@code network-too-large} where so many layers are too many; for before they are read. */
    void checkLayers(long layers) {
        requireAtMost(BigInteger.valueOf(layers), settings.maxLayers(), root, "the network has {} layers");
    }

    /**
     * Throws {@code network-too-large} or {@code shape-mismatch}, naming the layer. Without an input shape only the
     * least size is known.
     */
    void check(NetworkDefinition definition) {
        checkLayers(definition.nodes().size());
        ElementMisfit.in(definition).ifPresent(misfit -> {
            throw misfit(misfit.node(), misfit.detail());
        });
        List<Shape> shapes = new ArrayList<>();
        for (Input input : definition.inputs()) {
            shapes.add(input.shape().orElse(LEAST));
            requireAtMost(
                    elements(shapes.getLast()), settings.maxRowElements(), root, "a row of the input has {} numbers");
        }
        BigInteger parameters = BigInteger.ZERO;
        Map<Node, List<Weight>> made = new IdentityHashMap<>();
        for (Graph.Visit visit : Graph.of(definition).visits()) {
            Node node = definition.nodes().get(visit.node());
            List<Shape> inputs = visit.inputs().stream().map(shapes::get).toList();
            List<Weight> weights = weights(node, inputs, definition);
            List<Weight> first = made.putIfAbsent(node, weights);
            if (first == null) {
                parameters = parameters.add(elements(weights));
            } else if (!first.equals(weights)) {
                requireUnknownInput(node, definition, calledAgain(first, inputs));
            }
            requireAtMost(
                    parameters,
                    settings.maxParameters(),
                    pointer(node),
                    described(node) + " brings the network to {} parameters");
            shapes.add(output(node, inputs, definition));
            requireAtMost(
                    elements(shapes.getLast()),
                    settings.maxRowElements(),
                    pointer(node),
                    described(node) + " makes rows of {} numbers");
        }
    }

    private List<Weight> weights(Node node, List<Shape> inputs, NetworkDefinition definition) {
        try {
            return node.layer().weights(inputs);
        } catch (ShapeException e) {
            requireUnknownInput(node, definition, e);
            return List.of();
        }
    }

    /** A layer has the same weights in each call. */
    private static ShapeException calledAgain(List<Weight> first, List<Shape> inputs) {
        return new ShapeException(
                ("its weights were made as %s by another call, which do not take rows of shape %s; call it with rows of"
                                + " one shape")
                        .formatted(
                                first.stream()
                                        .map(weight -> weight.name() + " " + weight.shape())
                                        .toList(),
                                inputs));
    }

    private Shape output(Node node, List<Shape> inputs, NetworkDefinition definition) {
        try {
            return node.layer().outputShape(inputs);
        } catch (ShapeException e) {
            requireUnknownInput(node, definition, e);
            return inputs.getFirst();
        }
    }

    /** A layer that does not take the least input may well take the real one. */
    private void requireUnknownInput(Node node, NetworkDefinition definition, ShapeException e) {
        if (definition.inputShapes().isPresent()) {
            throw misfit(node, e.getMessage());
        }
    }

    private ProblemException misfit(Node node, String reason) {
        String detail = described(node) + ": " + reason;
        return new ProblemException(
                ProblemType.SHAPE_MISMATCH,
                "The layers do not fit together: " + detail,
                List.of(new Finding(pointer(node), detail)),
                Map.of("layer", node.name()));
    }

    private void requireAtMost(BigInteger computed, long allowed, String pointer, String what) {
        if (computed.compareTo(BigInteger.valueOf(allowed)) > 0) {
            String detail = what.replace("{}", "%,d".formatted(computed))
                    + "; allowed are %,d. Use fewer units, layers or inputs.".formatted(allowed);
            throw new ProblemException(
                    ProblemType.NETWORK_TOO_LARGE,
                    "The network is too large: " + detail,
                    List.of(new Finding(pointer, detail)),
                    Map.of("computed", computed, "allowed", allowed));
        }
    }

    private String pointer(Node node) {
        return root + places.getOrDefault(node.name(), "");
    }

    private static String described(Node node) {
        return "layer '%s' (%s)".formatted(node.name(), node.layer().getClass().getSimpleName());
    }

    private static BigInteger elements(List<Weight> weights) {
        return weights.stream().map(weight -> elements(weight.shape())).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static BigInteger elements(Shape shape) {
        return shape.extents().stream().map(BigInteger::valueOf).reduce(BigInteger.ONE, BigInteger::multiply);
    }
}
