package org.netsmith.engine.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;

/**
 * A layer that is given texts where it needs numbers or the other way round, or whole numbers that the network's dtype
 * cannot tell apart.
 */
public record ElementMisfit(Node node, String detail) {

    /** The first of a definition; needs no shapes. */
    public static Optional<ElementMisfit> in(NetworkDefinition definition) {
        Map<String, Elements> elements = definition.elements();
        return definition.nodes().stream()
                .flatMap(node -> Stream.concat(mixedUp(node, elements), tooLarge(node, definition)))
                .findFirst();
    }

    private static Stream<ElementMisfit> mixedUp(Node node, Map<String, Elements> elements) {
        return node.calls().stream()
                .map(NetworkDefinition.Call::inputs)
                .flatMap(List::stream)
                .map(Source::name)
                .filter(source -> !node.layer().takes(elements.get(source)))
                .map(source -> new ElementMisfit(node, mixedUp(node.layer(), elements.get(source), source)));
    }

    private static String mixedUp(Layer layer, Elements received, String source) {
        return switch (received) {
            case TEXTS ->
                "%s needs numbers, received texts from '%s'; a StringLookup or Hashing layer makes numbers of texts"
                        .formatted(name(layer), source);
            case NUMBERS ->
                "%s needs texts, received numbers from '%s'; give its input the dtype 'string'"
                        .formatted(name(layer), source);
        };
    }

    private static Stream<ElementMisfit> tooLarge(Node node, NetworkDefinition definition) {
        long exact = definition.dtype().wholeNumbers();
        return node.layer().largestWhole() <= exact
                ? Stream.empty()
                : Stream.of(new ElementMisfit(
                        node,
                        "%s needs whole numbers up to %,d, of which %s is exact up to %,d only%s"
                                .formatted(
                                        name(node.layer()),
                                        node.layer().largestWhole(),
                                        definition.dtype().id(),
                                        exact,
                                        exact < DType.FLOAT64.wholeNumbers() ? "; make the network float64" : "")));
    }

    private static String name(Layer layer) {
        return layer.getClass().getSimpleName();
    }
}
