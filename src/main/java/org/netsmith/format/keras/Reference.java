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

    /** All references within a place, in order. */
    static Stream<Reference> in(Place place) {
        JsonNode node = place.node();
        if (node.isArray()
                && node.size() >= 3
                && node.get(0).isString()
                && node.get(1).isInt()
                && node.get(2).isInt()) {
            return Stream.of(new Reference(
                    place,
                    node.get(0).stringValue(),
                    node.get(1).intValue(),
                    node.get(2).intValue()));
        }
        Stream<Place> children = node.isArray()
                ? place.elements().stream()
                : place.keys().stream().map(place::at);
        return children.flatMap(Reference::in);
    }
}
