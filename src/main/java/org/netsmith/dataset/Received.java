package org.netsmith.dataset;

import tools.jackson.databind.JsonNode;

/** Says in a few words what a JSON value is. */
final class Received {

    private static final int LONGEST = 40;

    private Received() {}

    static String of(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> "the text \"" + shortened(node.asString()) + "\"";
            case NUMBER -> "the number " + shortened(node.asString());
            case BOOLEAN -> node.asString();
            case NULL -> "null";
            case ARRAY -> "an array of " + node.size();
            case OBJECT -> "an object";
            case BINARY, MISSING, POJO -> "nothing";
        };
    }

    static String shortened(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
    }
}
