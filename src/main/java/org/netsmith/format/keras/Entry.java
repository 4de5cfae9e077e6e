package org.netsmith.format.keras;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.netsmith.engine.layer.Hashed;
import org.netsmith.engine.layer.Preprocessing;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One layer as it stands in a definition, whatever the dialect.
 *
 * @param place the whole entry
 * @param name where its class name stands
 * @param className its Keras class name
 * @param config its arguments
 */
record Entry(Place place, Place name, String className, Place config) {

    private static final Set<String> INPUTS = Set.of("InputLayer", "Input");
    private static final Set<String> OF_PREPROCESSING = Set.of("int32", "int64", "string");

    boolean isInput() {
        return INPUTS.contains(className);
    }

    /** A Functional config names a layer beside its config as well as in it. */
    Entry withNameInConfig() {
        Place beside = place.at("name");
        if (beside.isAbsent() || !config.at("name").isAbsent()) {
            return this;
        }
        ObjectNode named = ((ObjectNode) config.node()).deepCopy();
        named.set("name", beside.node());
        return new Entry(place, name, className, config.with(named));
    }

    /** Whether its dtype is that of the model around it: preprocessing may have another in any model. */
    boolean hasDTypeOfModel() {
        boolean preprocesses = LayerReader.FAMILY
                .ofClass(className)
                .filter(kind ->
                        Preprocessing.class.isAssignableFrom(kind.type()) || Hashed.class.isAssignableFrom(kind.type()))
                .isPresent();
        return !preprocesses
                || DTypePolicies.name(config.at("dtype"))
                        .filter(OF_PREPROCESSING::contains)
                        .isEmpty();
    }

    boolean isModel() {
        return ModelReader.MODELS.contains(className);
    }

    /** {@code {"class_name": "Dense", "config": {…}}}. */
    static Optional<Entry> keras(Place place) {
        if (!place.node().isObject()) {
            place.expected("a layer, {\"class_name\": …, \"config\": {…}}");
            return Optional.empty();
        }
        Optional<String> className = ClassNames.of(place, "layer");
        Place config = place.at("config").orEmptyObject();
        if (!config.node().isObject()) {
            config.expected("an object with the arguments of the layer");
            return Optional.empty();
        }
        return className.map(name -> new Entry(place, place.at("class_name"), name, config));
    }

    /** {@code {"dense": {"units": 16}}}, {@code {"dense": 16}} or {@code "flatten"}. */
    static Optional<Entry> shortForm(Place place) {
        if (place.node().isString()) {
            return Optional.of(new Entry(
                    place,
                    place,
                    className(place.node().stringValue()),
                    place.with(JsonNodeFactory.instance.objectNode())));
        }
        if (place.node().has("class_name")) {
            return keras(place);
        }
        if (place.keys().size() != 1) {
            place.expected("a layer as an object with one key, its name, as in {\"dense\": {\"units\": 16}}");
            return Optional.empty();
        }
        Place value = place.at(place.keys().getFirst());
        String className = className(place.keys().getFirst());
        return Optional.of(new Entry(place, value, className, arguments(className, value)));
    }

    /** A value that stands alone is the first argument. */
    private static Place arguments(String className, Place value) {
        if (value.isAbsent() || value.node().isObject()) {
            return value.orEmptyObject();
        }
        return value.under(LayerReader.firstArgument(className));
    }

    private static String className(String id) {
        return LayerReader.classNames().stream()
                .filter(name -> Names.snakeCase(name).equals(id)
                        || name.toLowerCase(Locale.ROOT).equals(id.replace("_", "")))
                .findFirst()
                .orElse(id);
    }
}
