package org.netsmith.web;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.InvalidFormatException;
import tools.jackson.databind.exc.InvalidNullException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/**
 * Says what is wrong with JSON in the user's terms: where, what was expected, what was received; no class of ours, no
 * line of code.
 */
public final class MalformedJson {

    private MalformedJson() {}

    /**
     * A 400 with the pointer, as far as it is known. For JSON that a controller reads itself, such as a part of a
     * form.
     */
    public static ProblemException of(JacksonException cause) {
        String pointer = pointer(cause);
        String detail = detail(cause);
        return new ProblemException(
                ProblemType.MALFORMED_REQUEST,
                "The JSON cannot be read: " + (pointer.isEmpty() ? "" : pointer + " ") + detail + position(cause) + ".",
                List.of(new Finding(pointer, detail)),
                members(cause));
    }

    private static String detail(JacksonException cause) {
        return switch (cause) {
            case UnrecognizedPropertyException e ->
                "is not a known field" + suggestion(e.getPropertyName(), e.getKnownPropertyIds());
            case InvalidNullException e -> "must not be null or left out";
            case InvalidFormatException e ->
                "must be " + expected(e.getTargetType()) + ", received " + received(e.getValue());
            case ValueInstantiationException e
            when e.getCause() instanceof IllegalArgumentException said -> said.getMessage();
            case ValueInstantiationException e ->
                "must be " + expected(e.getType() == null ? null : e.getType().getRawClass());
            case MismatchedInputException e
            when e.getMessage().contains("Trailing token") -> "must be one JSON value with nothing after it";
            case InputCoercionException e -> "is out of range: it must be " + expected(e.getTargetType());
            case MismatchedInputException e
            when e.getMessage().contains("Cannot map `null`")
                    || e.getMessage().contains("Missing required creator property") -> "must not be null or left out";
            case MismatchedInputException e -> "must be " + expected(e.getTargetType()) + receivedToken(e);
            case StreamConstraintsException e -> "is larger than allowed: " + limit(e.getOriginalMessage());
            default -> syntax(cause.getOriginalMessage());
        };
    }

    private static Map<String, Object> members(JacksonException cause) {
        return cause instanceof UnrecognizedPropertyException e && e.getKnownPropertyIds() != null
                ? Map.of("allowed", names(e.getKnownPropertyIds()))
                : Map.of();
    }

    private static String suggestion(String received, @Nullable Collection<Object> known) {
        if (known == null || known.isEmpty()) {
            return "";
        }
        return "; expected one of " + String.join(", ", names(known)) + ", received '" + cut(received) + "'";
    }

    private static List<String> names(Collection<Object> known) {
        return known.stream().map(String::valueOf).sorted().toList();
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        } else if (type.isEnum()) {
            return "one of "
                    + java.util.Arrays.stream(type.getEnumConstants())
                            .map(constant -> constant.toString().toLowerCase(java.util.Locale.ROOT))
                            .collect(Collectors.joining(", "));
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "an integer" + (type == int.class || type == Integer.class ? " of 32 bits" : " of 64 bits");
        } else if (type.isPrimitive() || Number.class.isAssignableFrom(type)) {
            return "a number";
        } else if (CharSequence.class.isAssignableFrom(type)) {
            return "a string";
        } else if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        return type == java.time.Instant.class ? "a time as in 2026-01-31T12:00:00Z" : "an object";
    }

    private static String received(@Nullable Object value) {
        return value instanceof CharSequence
                ? "the string '" + cut(value.toString()) + "'"
                : cut(String.valueOf(value));
    }

    private static String receivedToken(MismatchedInputException e) {
        if (e.getCurrentToken() == null) {
            return "";
        }
        return ", received "
                + switch (e.getCurrentToken()) {
                    case START_OBJECT, END_OBJECT, PROPERTY_NAME -> "an object";
                    case START_ARRAY, END_ARRAY -> "an array";
                    case VALUE_STRING -> "a string";
                    case VALUE_NUMBER_INT -> "an integer";
                    case VALUE_NUMBER_FLOAT -> "a number with a fraction";
                    case VALUE_TRUE, VALUE_FALSE -> "a boolean";
                    case VALUE_NULL -> "null";
                    case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "nothing";
                };
    }

    private static String limit(String message) {
        return message.contains("depth")
                ? "at most 64 levels deep"
                : message.contains("Number")
                        ? "at most 64 digits in a number"
                        : message.contains("name")
                                ? "at most 256 characters in a name"
                                : message.contains("String")
                                        ? "at most 1 MiB in a string"
                                        : "at most 16 MiB altogether";
    }

    /**
     * Jackson's words for bad syntax name characters and expectations only; what it adds in parentheses is for
     * programmers.
     */
    private static String syntax(@Nullable String message) {
        if (message == null) {
            return "is not JSON";
        } else if (message.startsWith("Duplicate")) {
            return "has the same field twice: " + cut(message.replaceFirst("^Duplicate Object property ", ""));
        } else if (message.contains("Non-standard token")) {
            return "has NaN or an infinity, which JSON does not know";
        }
        return "is not JSON: " + cut(message.replaceAll("\\s*\\(.*", ""));
    }

    private static String position(JacksonException cause) {
        var at = cause.getLocation();
        return at == null || at.getLineNr() < 1
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static String pointer(JacksonException cause) {
        return cause.getPath().stream()
                .map(step -> "/"
                        + (step.getPropertyName() == null
                                ? String.valueOf(step.getIndex())
                                : cut(step.getPropertyName()).replace("~", "~0").replace("/", "~1")))
                .collect(Collectors.joining());
    }

    private static String cut(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", " ");
        return clean.length() <= 100 ? clean : clean.substring(0, 100) + "…";
    }
}
