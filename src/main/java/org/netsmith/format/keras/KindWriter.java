package org.netsmith.format.keras;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a kind as {@code {"module", "class_name", "config", "registered_name"}} with every argument spelt out. */
final class KindWriter {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    ObjectNode write(Record value, Family<?> family, String module) {
        Kind kind = new Kind(value.getClass());
        return wrap(module, kind.className(), config(value, family));
    }

    /** The arguments, and what Keras prints beside them. */
    ObjectNode config(Record value, Family<?> family) {
        Kind kind = new Kind(value.getClass());
        ObjectNode config = JSON.objectNode();
        arguments(value, kind, config);
        KnownKeys.of(family.noun(), kind.className()).print(config);
        return config;
    }

    void arguments(Record value, Kind kind, ObjectNode config) {
        kind.parameters().forEach(parameter -> config.set(parameter.key(), value(parameter.in(value))));
    }

    static ObjectNode wrap(String module, String className, JsonNode config) {
        ObjectNode object = JSON.objectNode();
        object.put("module", module).put("class_name", className);
        object.set("config", config);
        return object.putNull("registered_name");
    }

    JsonNode value(@Nullable Object value) {
        return switch (value) {
            case null -> JSON.nullNode();
            case ActivationFunction activation -> activation(activation);
            case Record nested -> write(nested, familyOf(nested), moduleOf(nested));
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Enum<?> constant -> JSON.stringNode(constant.name().toLowerCase(Locale.ROOT));
            case Collection<?> values ->
                JSON.arrayNode().addAll(values.stream().map(this::value).toList());
            case Map<?, ?> values -> object(values);
            default -> JSON.stringNode(value.toString());
        };
    }

    private JsonNode object(Map<?, ?> values) {
        ObjectNode object = JSON.objectNode();
        values.forEach((key, value) -> object.set(key.toString(), value(value)));
        return object;
    }

    /**
     * A function as its id where all arguments are the function's defaults; else as Keras' layer of that name; else,
     * for what Keras cannot write, as an object of ours.
     */
    JsonNode activation(ActivationFunction activation) {
        Record value = (Record) activation;
        Kind kind = new Kind(value.getClass());
        if (kind.parameters().stream().noneMatch(Parameter::required)
                && kind.example().filter(value::equals).isPresent()) {
            return JSON.stringNode(kind.id());
        }
        Optional<String> layer = ActivationReader.LAYERS.stream()
                .filter(name -> name.equalsIgnoreCase(kind.className()))
                .findFirst();
        ObjectNode config = JSON.objectNode();
        arguments(value, kind, config);
        return wrap(layer.isPresent() ? "keras.layers" : "keras.activations", layer.orElse(kind.className()), config);
    }

    private static Family<?> familyOf(Record nested) {
        return Family.of(sealedParent(nested.getClass()));
    }

    /** {@code keras.initializers} for an Initializer. */
    private static String moduleOf(Record nested) {
        return "keras." + Names.snakeCase(sealedParent(nested.getClass()).getSimpleName()) + "s";
    }

    private static Class<?> sealedParent(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                return parent;
            }
        }
        throw new IllegalStateException(type + " belongs to no sealed family");
    }
}
