package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;

/**
 * A node and where it stands, so that every finding can say where it was made.
 *
 * @param pointer JSON pointer from the node that was given to the reader
 * @param alone whether the node was wrapped by us around a value that stood alone, as in {@code {"dense": 16}}: keys
 *     then add nothing to the pointer
 */
record Place(String pointer, JsonNode node, Findings findings, boolean alone) {

    private static final int SHOWN = 80;

    Place(String pointer, JsonNode node, Findings findings) {
        this(pointer, node, findings, false);
    }

    static Place of(JsonNode node, Findings findings) {
        return new Place("", node, findings);
    }

    /** What stands under a key; missing where there is nothing. */
    Place at(String key) {
        JsonNode child = node.isObject() ? node.path(key) : MissingNode.getInstance();
        return new Place(
                alone ? pointer : pointer + "/" + key.replace("~", "~0").replace("/", "~1"), child, findings);
    }

    /** The same place holding something else. */
    Place with(JsonNode other) {
        return new Place(pointer, other, findings);
    }

    /** The same place as if the value that stands alone here were given under a key. */
    Place under(String key) {
        return new Place(pointer, JsonNodeFactory.instance.objectNode().set(key, node), findings, true);
    }

    /** The same place, empty where there is nothing. */
    Place orEmptyObject() {
        return isAbsent() ? with(JsonNodeFactory.instance.objectNode()) : this;
    }

    List<Place> elements() {
        return IntStream.range(0, node.size())
                .mapToObj(i -> new Place(pointer + "/" + i, node.get(i), findings))
                .toList();
    }

    List<String> keys() {
        return node.isObject() ? new ArrayList<>(node.propertyNames()) : List.of();
    }

    boolean isMissing() {
        return node.isMissingNode();
    }

    /** Missing or null. */
    boolean isAbsent() {
        return node.isMissingNode() || node.isNull();
    }

    Optional<String> text() {
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    void error(String detail) {
        findings.error(pointer, detail);
    }

    /** Which of the candidates was probably meant, in words to append; see {@link Names#hint}. */
    String hint(String name, Collection<String> candidates) {
        return findings.hint(name, candidates);
    }

    /** Says what was expected here, and shows what was received. */
    void expected(String what) {
        error("expected " + what + ", received " + shown());
    }

    void warning(String detail) {
        findings.warning(pointer, detail);
    }

    /** The node for people, shortened. */
    String shown() {
        String text = isMissing() ? "nothing" : node.toString();
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
