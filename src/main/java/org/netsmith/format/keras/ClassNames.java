package org.netsmith.format.keras;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code class_name} and what stands beside it. A name is text to compare: it is never looked up, imported or
 * loaded, and anything that asks for code of somebody else is refused.
 */
final class ClassNames {

    private static final Pattern KERAS_MODULE =
            Pattern.compile("(keras|tf_keras|tensorflow\\.keras|tensorflow\\.python\\.keras)(\\..*)?");
    private static final String CUSTOM = "Custom>";

    private ClassNames() {}

    /** The class name of an object, without Keras 2's {@code Custom>} prefix of its own optimizers. */
    static Optional<String> of(Place object, String noun) {
        Optional<String> name = object.at("class_name").text();
        if (name.isEmpty()) {
            object.at("class_name").expected("the class name of a " + noun);
            return Optional.empty();
        }
        return isKeras(object, noun) ? name.map(text -> stripped(text, noun)) : Optional.empty();
    }

    private static boolean isKeras(Place object, String noun) {
        Place module = object.at("module");
        Place registered = object.at("registered_name");
        if (!module.isAbsent()
                && module.text()
                        .filter(text -> KERAS_MODULE.matcher(text).matches())
                        .isEmpty()) {
            module.expected("a module of Keras: custom code is never loaded");
            return false;
        }
        if (noun.equals("layer") && registered.text().orElse("").contains(">")) {
            registered.error(
                    "custom layers are not supported: expected a layer of Keras, received " + registered.shown());
            return false;
        }
        return true;
    }

    private static String stripped(String name, String noun) {
        return noun.equals("optimizer") && name.startsWith(CUSTOM) ? name.substring(CUSTOM.length()) : name;
    }
}
