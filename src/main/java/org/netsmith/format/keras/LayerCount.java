package org.netsmith.format.keras;

import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Counts the layers of a definition before any of them is read, those of models within it too: what is too large need
 * not be read.
 */
final class LayerCount {

    private static final Set<String> INPUTS = Set.of("input", "inputlayer");

    private LayerCount() {}

    /** The layers of a model without its inputs. */
    static long in(JsonNode model) {
        return layers(model).valueStream().mapToLong(LayerCount::of).sum();
    }

    private static JsonNode layers(JsonNode model) {
        JsonNode config = model.path("config");
        if (config.isArray()) {
            return config;
        }
        return config.isObject() ? config.path("layers") : model.path("layers");
    }

    private static long of(JsonNode layer) {
        String name = name(layer);
        if (ModelReader.MODELS.contains(name)) {
            return in(layer);
        }
        return INPUTS.contains(name.replace("_", "").toLowerCase(Locale.ROOT)) ? 0 : 1;
    }

    /** In the short form the name is the only key, or stands alone. */
    private static String name(JsonNode layer) {
        if (layer.isString()) {
            return layer.stringValue();
        }
        if (layer.path("class_name").isString()) {
            return layer.path("class_name").stringValue();
        }
        return layer.isObject() && layer.size() == 1
                ? layer.propertyNames().iterator().next()
                : "";
    }
}
