package org.netsmith.format.keras;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.layer.Token;
import org.netsmith.engine.loss.Reduction;
import org.netsmith.engine.optimizer.LearningRate;
import org.netsmith.engine.optimizer.Schedule;
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
        kind.parameters().forEach(parameter -> config.set(parameter.key(), argument(parameter, value)));
    }

    private JsonNode argument(Parameter parameter, Record kind) {
        Object value = parameter.in(kind);
        boolean single = parameter.writesAlone() && value instanceof List<?> list && list.size() == 1;
        return parameter.isNone(value) ? JSON.nullNode() : value(single ? ((List<?>) value).getFirst() : value);
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
            case LearningRate.Constant constant -> JSON.numberNode(constant.value());
            case Token.Text text -> JSON.stringNode(text.value());
            case Token.Whole number -> JSON.numberNode(number.value());
            case Schedule schedule -> schedule(schedule);
            case Record nested -> write(nested, familyOf(nested), moduleOf(nested));
            case Boolean truth -> JSON.booleanNode(truth);
            case Integer number -> JSON.numberNode(number);
            case Long number -> JSON.numberNode(number);
            case Double number -> JSON.numberNode(number);
            case Enum<?> constant -> constant(constant);
            case Collection<?> values ->
                JSON.arrayNode().addAll(values.stream().map(this::value).toList());
            case Map<?, ?> values -> object(values);
            default -> JSON.stringNode(value.toString());
        };
    }

    /** Keras gives every schedule a name, which means nothing. */
    private ObjectNode schedule(Schedule schedule) {
        ObjectNode written = write((Record) schedule, CompileReader.SCHEDULES, "keras.optimizers.schedules");
        ((ObjectNode) written.get("config"))
                .put("name", written.get("class_name").stringValue());
        return written;
    }

    /** Python's None is a constant NONE, unless Keras prints that as a word. */
    private static JsonNode constant(Enum<?> constant) {
        return constant.name().equals("NONE") && constant != Reduction.NONE
                ? JSON.nullNode()
                : JSON.stringNode(constant.name().toLowerCase(Locale.ROOT));
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
        String family = Names.snakeCase(sealedParent(nested.getClass()).getSimpleName());
        return "keras." + family + (family.endsWith("s") ? "es" : "s");
    }

    /** The outermost of the sealed interfaces around a kind. */
    private static Class<?> sealedParent(Class<?> type) {
        return outermost(type).orElseThrow(() -> new IllegalStateException(type + " belongs to no sealed family"));
    }

    private static Optional<Class<?>> outermost(Class<?> type) {
        for (Class<?> parent : type.getInterfaces()) {
            if (parent.isSealed()) {
                return Optional.of(outermost(parent).orElse(parent));
            }
        }
        return Optional.empty();
    }
}
