package org.netsmith.format.keras;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.netsmith.engine.activation.ActivationFunction;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads an activation: the id of a function, a function object, one of Keras' activation layers with the defaults of
 * the layer, or a posted formula.
 */
final class ActivationReader {

    static final Family<ActivationFunction> FAMILY = Family.of(ActivationFunction.class);

    /** Keras' activation layers; each takes what the function of that name takes. */
    static final Set<String> LAYERS = Set.of("ReLU", "LeakyReLU", "ELU", "Softmax");

    private static final double LEAKY_LAYER_SLOPE = 0.3;
    private static final String KERAS_2_HARD_SIGMOID = "clip(0.2*x + 0.5, 0, 1)";

    private final boolean legacy;

    ActivationReader(boolean legacy) {
        this.legacy = legacy;
    }

    Optional<ActivationFunction> read(Place place) {
        if (place.node().isObject()) {
            return isFunction(place) ? function(place) : object(place);
        }
        if (legacy && place.text().orElse("").equals("hard_sigmoid")) {
            return hardSigmoidOfKeras2(place);
        }
        return new KindReader(legacy).read(place, FAMILY);
    }

    /** The activation of a layer such as {@code LeakyReLU}, whose defaults are not always those of the function. */
    Optional<ActivationFunction> layer(String className, Place config) {
        return ofLayer(className)
                .flatMap(kind -> new KindReader(legacy).bind(kind, FAMILY, withLayerDefaults(className, config)));
    }

    /** The function of an activation layer: the same name, whatever its case. */
    static Optional<Kind> ofLayer(String className) {
        return FAMILY.kinds().stream()
                .filter(kind -> LAYERS.contains(className) && kind.className().equalsIgnoreCase(className))
                .findFirst();
    }

    private Optional<ActivationFunction> object(Place place) {
        Optional<String> name = ClassNames.of(place, FAMILY.noun());
        if (name.flatMap(ActivationReader::ofLayer).isPresent()) {
            return layer(name.get(), place.at("config").orEmptyObject());
        }
        return name.isEmpty()
                ? Optional.empty()
                : new KindReader(legacy).read(place, FAMILY).filter(read -> isComputable(read, place));
    }

    /** Keras writes a function as {@code {"module": "builtins", "class_name": "function", "config": "relu"}}. */
    private static boolean isFunction(Place place) {
        return place.at("class_name").text().orElse("").equals("function");
    }

    private Optional<ActivationFunction> function(Place place) {
        String module = place.at("module").text().orElse("");
        if (!module.equals("builtins") && !module.startsWith("keras.")) {
            place.at("module").expected("an activation of Keras: custom code is never loaded");
            return Optional.empty();
        }
        return read(place.at("config").text().isPresent() ? place.at("config") : place.at("registered_name"));
    }

    private static Place withLayerDefaults(String className, Place config) {
        boolean given = config.node().has("negative_slope") || config.node().has("alpha");
        if (!className.equals("LeakyReLU") || given || !config.node().isObject()) {
            return config;
        }
        ObjectNode filled = ((ObjectNode) config.node()).deepCopy().put("negative_slope", LEAKY_LAYER_SLOPE);
        return config.with(filled);
    }

    private static Optional<ActivationFunction> hardSigmoidOfKeras2(Place place) {
        place.warning("hard_sigmoid of Keras 2 is %s and not that of Keras 3; it is kept as a formula"
                .formatted(KERAS_2_HARD_SIGMOID));
        return Optional.of(new ActivationFunction.Formula(KERAS_2_HARD_SIGMOID, Map.of()));
    }

    private static boolean isComputable(ActivationFunction function, Place place) {
        return !(function instanceof ActivationFunction.Formula formula)
                || FormulaCheck.OF_INPUT.passes(formula.expression(), formula.parameters(), place.at("config"));
    }
}
