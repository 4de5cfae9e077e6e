package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.FeatureSpec;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.PropertyName;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;
import tools.jackson.databind.exc.InvalidNullException;

/**
 * The columns to learn from: a list for the only input of a network, or an object of such lists by the names of its
 * inputs.
 *
 * @param byInput the list of a network with one input stands under {@value #ONLY}
 */
@JsonDeserialize(using = Features.Reader.class)
record Features(Map<String, List<FeatureSpec>> byInput) {

    static final String POINTER = "/features";
    static final String ONLY = "";
    private static final Pattern PLACE = Pattern.compile("/features/(\\d+)(.*)");

    Features {
        byInput = new LinkedHashMap<>(byInput);
    }

    static Features of(List<FeatureSpec> features) {
        return new Features(Map.of(ONLY, features));
    }

    boolean isList() {
        return byInput.size() == 1 && byInput.containsKey(ONLY);
    }

    /** All features, input by input. */
    List<FeatureSpec> all() {
        return byInput.values().stream().flatMap(List::stream).toList();
    }

    /** The input of each feature of {@link #all}. */
    List<String> inputs() {
        List<String> inputs = new ArrayList<>();
        byInput.forEach((input, list) -> list.forEach(_ -> inputs.add(input)));
        return inputs;
    }

    /** Where a pointer into {@link #all}, as {@code /features/3/encoding}, stands in the request. */
    String placed(String pointer) {
        Matcher place = PLACE.matcher(pointer);
        if (isList() || !place.matches()) {
            return pointer;
        }
        int left = Integer.parseInt(place.group(1));
        for (Map.Entry<String, List<FeatureSpec>> entry : byInput.entrySet()) {
            if (left < entry.getValue().size()) {
                return "%s/%s/%d%s".formatted(POINTER, RequestChecks.escaped(entry.getKey()), left, place.group(2));
            }
            left -= entry.getValue().size();
        }
        return pointer;
    }

    /** The form in which requests give it. */
    @JsonValue
    Object form() {
        return isList() ? byInput.get(ONLY) : byInput;
    }

    /** Tells the two forms apart. */
    static final class Reader extends ValueDeserializer<Features> {

        @Override
        public Features deserialize(JsonParser parser, DeserializationContext context) {
            JavaType list = context.getTypeFactory().constructCollectionType(List.class, FeatureSpec.class);
            if (!parser.hasToken(JsonToken.START_OBJECT)) {
                List<FeatureSpec> features = context.readValue(parser, list);
                requireAll(features, context);
                return Features.of(features);
            }
            JavaType name = context.constructType(String.class);
            Map<String, List<FeatureSpec>> byInput = context.readValue(
                    parser, context.getTypeFactory().constructMapType(LinkedHashMap.class, name, list));
            byInput.forEach((input, features) -> requireAll(input, features, context));
            return new Features(byInput);
        }

        private static void requireAll(String input, @Nullable List<FeatureSpec> features, DeserializationContext context) {
            try {
                requireAll(features, context);
            } catch (JacksonException missing) {
                throw missing.prependPath(Features.class, input);
            }
        }

        private static void requireAll(@Nullable List<FeatureSpec> features, DeserializationContext context) {
            if (features == null) {
                throw missing(context);
            }
            int gap = features.indexOf(null);
            if (gap >= 0) {
                throw missing(context).prependPath(features, gap);
            }
        }

        private static JacksonException missing(DeserializationContext context) {
            return InvalidNullException.from(
                    context, PropertyName.NO_NAME, context.constructType(FeatureSpec.class));
        }
    }
}
