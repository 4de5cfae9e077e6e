package org.netsmith.format.keras;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where in a definition the model stands and where its compile configuration, once all wrappers are taken off.
 *
 * @param legacy whether Keras 2 wrote it
 */
record Dialect(Place model, Place compile, boolean legacy) {

    private static final int MAX_DEPTH = 100;
    private static final Set<String> KEYS = Set.of(
            "module",
            "class_name",
            "config",
            "registered_name",
            "build_config",
            "compile_config",
            "training_config",
            "keras_version",
            "backend",
            "name",
            "layers",
            "dtype",
            "input_shape",
            "model_config",
            "modelTopology",
            "weightsManifest",
            "format",
            "generatedBy",
            "convertedBy",
            "shared_object_id");
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .build())
            .build();

    /** Unwraps a string, {@code modelTopology} and {@code model_config}. What is no model at all is a finding. */
    static Optional<Dialect> of(Place given) {
        return object(given).flatMap(root -> {
            Place outer = root.at("modelTopology").isMissing() ? root : root.at("modelTopology");
            Place wrapped = outer.at("model_config");
            Optional<Place> model = wrapped.isMissing() ? object(outer) : object(wrapped);
            return model.map(place -> new Dialect(place, compile(List.of(place, outer, root)), isLegacy(place, outer)));
        });
    }

    private static Optional<Place> object(Place given) {
        Optional<Place> parsed = given.node().isString() ? parse(given) : Optional.of(given);
        if (parsed.filter(place -> !place.node().isObject()).isPresent()) {
            given.expected("a model as Keras' to_json() prints it, or {\"layers\": […]}");
            return Optional.empty();
        }
        parsed.ifPresent(place -> place.keys().stream()
                .filter(key -> !KEYS.contains(key))
                .forEach(key ->
                        place.at(key).warning("unknown key '%s' was ignored%s".formatted(key, place.hint(key, KEYS)))));
        return parsed;
    }

    private static Optional<Place> parse(Place given) {
        try {
            return Optional.of(given.with(JSON.readTree(given.node().stringValue())));
        } catch (JacksonException e) {
            given.error(
                    "the string holds no valid JSON: expected what Keras' to_json() prints, received " + given.shown()
                            + " (" + e.getOriginalMessage().lines().findFirst().orElse("") + ")");
            return Optional.empty();
        }
    }

    private static Place compile(List<Place> places) {
        return places.stream()
                .flatMap(place -> Stream.of(place.at("compile_config"), place.at("training_config")))
                .filter(place -> !place.isAbsent())
                .findFirst()
                .orElse(places.getFirst().at("compile_config"));
    }

    /** Keras 3 writes its module and {@code batch_shape}; Keras 2 its version and {@code batch_input_shape}. */
    private static boolean isLegacy(Place model, Place outer) {
        JsonNode version = model.node().path("keras_version").isMissingNode()
                ? outer.node().path("keras_version")
                : model.node().path("keras_version");
        if (version.isString()) {
            return version.stringValue().startsWith("1.")
                    || version.stringValue().startsWith("2.");
        }
        return model.node().path("module").isMissingNode()
                && !model.node().findValues("batch_input_shape").isEmpty();
    }
}
