package org.netsmith.format.keras;

import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A tensor as a Functional config refers to it: {@code "keras_history": ["dense", 0, 0]} in Keras 3, {@code ["dense",
 * 0, 0, {}]} in Keras 2.
 *
 * @param call which call of the layer made it
 * @param tensor which of the call's outputs it is
 */
record Reference(Place place, String layer, int call, int tensor) {

    /** What is referred to, wherever. */
    record Id(String layer, int call, int tensor) {}

    private static final String TENSOR = "__keras_tensor__";
    private static final int LENGTH = 3;

    /** All references within a place, in order. What stands there besides tensors is a finding. */
    static Stream<Reference> in(Place place) {
        if (isReference(place.node())) {
            return Stream.of(of(place));
        }
        if (isTensor(place.node())) {
            return in(place.at("config").at("keras_history"));
        }
        if (!mayHoldTensors(place.node())) {
            place.expected("a tensor as [\"name\", 0, 0]");
            return Stream.empty();
        }
        Stream<Place> children = place.node().isArray()
                ? place.elements().stream()
                : place.keys().stream().map(place::at);
        return children.flatMap(Reference::in);
    }

    private static Reference of(Place place) {
        JsonNode node = place.node();
        return new Reference(
                place,
                node.get(0).stringValue(),
                node.get(1).intValue(),
                node.get(2).intValue());
    }

    Id id() {
        return new Id(layer, call, tensor);
    }

    /** What a call is given besides its tensors, which Keras 2 writes behind one of them. */
    Stream<Place> arguments() {
        return place.elements().stream().skip(LENGTH);
    }

    private static boolean isReference(JsonNode node) {
        return node.isArray()
                && node.size() >= LENGTH
                && node.get(0).isString()
                && node.get(1).isInt()
                && node.get(2).isInt();
    }

    private static boolean isTensor(JsonNode node) {
        return node.path("class_name").isString()
                && node.path("class_name").stringValue().equals(TENSOR)
                && !node.path("config").path("keras_history").isMissingNode();
    }

    /** Whether it is a list or an object of things that may be tensors or hold some, or nothing at all. */
    private static boolean mayHoldTensors(JsonNode node) {
        return node.isMissingNode()
                || node.isNull()
                || node.isContainer() && node.valueStream().allMatch(child -> child.isContainer() || child.isNull());
    }
}
