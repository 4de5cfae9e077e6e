package org.netsmith.format.keras;

import jakarta.validation.constraints.Pattern;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.layer.Token;
import org.netsmith.engine.optimizer.LearningRate;
import tools.jackson.databind.JsonNode;

/** Reads one argument as its type demands. What does not fit becomes a finding, and null comes back. */
final class ValueReader {

    private final boolean legacy;

    /** @param legacy whether functions mean what they meant in Keras 2 */
    ValueReader(boolean legacy) {
        this.legacy = legacy;
    }

    @Nullable
    Object read(Place place, Parameter parameter) {
        Place given = axisOf(place, parameter);
        Class<?> type = parameter.type();
        if (type == ActivationFunction.class) {
            return new ActivationReader(legacy).read(given).orElse(null);
        }
        if (type == LearningRate.class) {
            return learningRate(given, Range.of(parameter));
        }
        if (type == Token.class) {
            return token(given);
        }
        if (Layer.class.isAssignableFrom(type)) {
            return layer(given, type);
        }
        if (type.isSealed()) {
            return new KindReader(legacy).read(given, Family.of(type)).orElse(null);
        }
        return parameter.isCollection()
                ? collection(given, parameter)
                : scalar(given, type, Range.of(parameter), pattern(parameter));
    }

    /** A text, or a whole number. */
    private static @Nullable Token token(Place place) {
        JsonNode node = place.node();
        if (node.isString()) {
            return new Token.Text(node.stringValue());
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return new Token.Whole(node.longValue());
        }
        place.expected("a string or an integer");
        return null;
    }

    /** A number, or an object that is a schedule. */
    private @Nullable LearningRate learningRate(Place place, Range range) {
        if (place.node().isObject()) {
            return new KindReader(legacy).read(place, CompileReader.SCHEDULES).orElse(null);
        }
        Double value = number(place, range);
        return value == null ? null : new LearningRate.Constant(value);
    }

    /** A layer within a layer: one of some kinds. */
    private @Nullable Object layer(Place place, Class<?> type) {
        Optional<Layer> layer = Entry.keras(place).flatMap(new LayerReader(legacy)::read);
        if (layer.isPresent() && !type.isInstance(layer.get())) {
            place.at("class_name")
                    .expected("one of "
                            + Family.of(type).kinds().stream()
                                    .map(Kind::className)
                                    .toList());
            return null;
        }
        return layer.orElse(null);
    }

    /** Keras 2 writes the axis of a BatchNormalization as a list of one. */
    private static Place axisOf(Place place, Parameter parameter) {
        boolean listOfOne = !parameter.isCollection()
                && place.node().isArray()
                && place.node().size() == 1;
        return parameter.key().equals("axis") && listOfOne ? place.elements().getFirst() : place;
    }

    /** The values that a string may take, as a regular expression. */
    private static String pattern(Parameter parameter) {
        return parameter.annotation(Pattern.class).map(Pattern::regexp).orElse("");
    }

    private @Nullable Object scalar(Place place, Class<?> type, Range range, String pattern) {
        return switch (JsonType.of(type)) {
            case "integer" -> integer(place, type, range);
            case "number" -> number(place, range);
            case "boolean" -> truth(place);
            case "string" -> type.isEnum() ? constant(place, type) : string(place, pattern);
            default -> throw new IllegalStateException("no way to read " + type);
        };
    }

    private static @Nullable Object integer(Place place, Class<?> type, Range range) {
        JsonNode node = place.node();
        boolean wide = type == Long.class || type == long.class;
        if (!node.isIntegralNumber() || !range.contains(node.decimalValue())) {
            place.expected("an integer" + in(range));
            return null;
        }
        if (wide ? !node.canConvertToLong() : !node.canConvertToInt()) {
            place.expected("an integer of at most %d bits".formatted(wide ? 63 : 31));
            return null;
        }
        return wide ? (Object) node.longValue() : (Object) node.intValue();
    }

    private static @Nullable Double number(Place place, Range range) {
        JsonNode node = place.node();
        double value = node.isNumber() ? node.doubleValue() : Double.NaN;
        if (!Double.isFinite(value) || !range.contains(new BigDecimal(value))) {
            place.expected("a finite number" + in(range));
            return null;
        }
        return value;
    }

    private static @Nullable Boolean truth(Place place) {
        if (!place.node().isBoolean()) {
            place.expected("true or false");
            return null;
        }
        return place.node().booleanValue();
    }

    private static @Nullable String string(Place place, String pattern) {
        if (place.text().isEmpty()) {
            place.expected("a string");
        } else if (!pattern.isEmpty() && !place.text().get().matches(pattern)) {
            place.expected("one of " + List.of(pattern.split("\\|")));
        }
        return place.text().orElse(null);
    }

    /** Keras 2 says {@code auto} for the default. */
    private static @Nullable Object constant(Place place, Class<?> type) {
        List<String> names = Stream.of(type.getEnumConstants())
                .map(value -> ((Enum<?>) value).name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(place.text().orElse(""));
        if (index < 0 && !place.text().orElse("").equals("auto")) {
            place.expected("one of " + names);
        }
        return index < 0 ? null : type.getEnumConstants()[index];
    }

    private @Nullable Object collection(Place place, Parameter parameter) {
        AnnotatedType[] arguments =
                ((AnnotatedParameterizedType) parameter.annotatedType()).getAnnotatedActualTypeArguments();
        return Map.class.isAssignableFrom(parameter.type())
                ? map(place, (Class<?>) arguments[1].getType(), new Range(List.of()))
                : list(place, arguments[0], parameter.scalarOrList());
    }

    private @Nullable List<@Nullable Object> list(Place place, AnnotatedType element, boolean scalarOrList) {
        if (!place.node().isArray() && !scalarOrList) {
            place.expected("a list");
            return null;
        }
        List<@Nullable Object> values = new ArrayList<>();
        List<Place> given = place.node().isArray() ? place.elements() : List.of(place);
        given.forEach(one -> values.add(element(one, element, scalarOrList)));
        return values;
    }

    private @Nullable Object element(Place place, AnnotatedType type, boolean scalarOrList) {
        if (type instanceof AnnotatedParameterizedType nested) {
            return list(place, nested.getAnnotatedActualTypeArguments()[0], scalarOrList);
        }
        return place.node().isNull() && type.isAnnotationPresent(Nullable.class)
                ? null
                : scalar(place, (Class<?>) type.getType(), Range.of(type), "");
    }

    private @Nullable Object map(Place place, Class<?> type, Range any) {
        if (!place.node().isObject()) {
            place.expected("an object");
            return null;
        }
        Map<String, @Nullable Object> values = new TreeMap<>();
        place.keys().forEach(key -> values.put(key, scalar(place.at(key), type, any, "")));
        return values;
    }

    private static String in(Range range) {
        return range.description().map(words -> " " + words).orElse("");
    }
}
