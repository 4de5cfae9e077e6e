package org.netsmith.format.keras;

import java.util.Optional;

/** Keras writes a function as {@code {"module": "builtins", "class_name": "function", "config": "relu"}}. */
final class FunctionObjects {

    private FunctionObjects() {}

    static boolean isFunction(Place place) {
        return place.at("class_name").text().orElse("").equals("function");
    }

    /** Where the name of the function stands; empty, with a finding, for functions that are not Keras' own. */
    static Optional<Place> name(Place function, String noun) {
        String module = function.at("module").text().orElse("");
        if (!module.equals("builtins") && !module.startsWith("keras.")) {
            function.at("module").expected("a %s function of Keras: custom code is never loaded".formatted(noun));
            return Optional.empty();
        }
        return Optional.of(
                function.at("config").text().isPresent() ? function.at("config") : function.at("registered_name"));
    }
}
