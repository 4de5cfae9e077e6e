package org.netsmith.format.keras;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.netsmith.engine.backend.Shape;
import tools.jackson.databind.JsonNode;

/** Reads the shape of one row, under any of the keys that Keras has used for it. */
final class InputShapes {

    private static final List<String> WITH_BATCH = List.of("batch_shape", "batch_input_shape", "build_input_shape");
    private static final List<String> WITHOUT_BATCH = List.of("shape", "input_shape", "input_dim");
    private static final Set<String> DTYPES = Set.of(
            "float16",
            "bfloat16",
            "float32",
            "float64",
            "int8",
            "int16",
            "int32",
            "int64",
            "uint8",
            "uint16",
            "uint32",
            "bool",
            "string");

    private InputShapes() {}

    /** The shape that a config gives, if it gives one. */
    static Optional<Shape> of(Place config) {
        for (String key : WITH_BATCH) {
            if (!config.at(key).isAbsent()) {
                return withBatch(config.at(key));
            }
        }
        return WITHOUT_BATCH.stream()
                .map(config::at)
                .filter(place -> !place.isAbsent())
                .findFirst()
                .flatMap(InputShapes::row);
    }

    /** An input layer must give a shape, and numbers or texts. */
    static Optional<Shape> ofInputLayer(Entry entry) {
        Place config = entry.config();
        KnownKeys.of("input", entry.className()).check(config, Set.of(), false);
        Place dtype = config.at("dtype");
        if (!dtype.isAbsent() && !DTYPES.contains(DTypePolicies.name(dtype).orElse(""))) {
            dtype.expected("a dtype of numbers or texts, one of "
                    + DTYPES.stream().sorted().toList());
        }
        int mark = config.findings().mark();
        Optional<Shape> shape = of(config);
        if (shape.isEmpty() && !config.findings().hasErrorsSince(mark)) {
            config.at("batch_shape").expected("the shape of the input as [null, …]");
        }
        return shape;
    }

    private static Optional<Shape> withBatch(Place place) {
        if (!place.node().isArray() || place.node().size() < 2) {
            place.expected("the batch axis and at least one more, as in [null, 4]");
            return Optional.empty();
        }
        if (!place.node().get(0).isNull()) {
            place.warning("the fixed batch size %s is ignored; fit decides it"
                    .formatted(place.node().get(0)));
        }
        return extents(place, place.elements().subList(1, place.node().size()));
    }

    private static Optional<Shape> row(Place place) {
        if (place.node().isIntegralNumber()) {
            return extents(place, List.of(place));
        }
        if (!place.node().isArray() || place.node().isEmpty()) {
            place.expected("the shape of one row, as in [4]");
            return Optional.empty();
        }
        return extents(place, place.elements());
    }

    private static Optional<Shape> extents(Place place, List<Place> extents) {
        int mark = place.findings().mark();
        extents.stream()
                .filter(extent -> !isExtent(extent.node()))
                .forEach(extent ->
                        extent.expected("a width of at least 1 (leave the input shape out to let the data decide)"));
        if (place.findings().hasErrorsSince(mark)) {
            return Optional.empty();
        }
        return Optional.of(new Shape(
                extents.stream().map(extent -> extent.node().longValue()).toList()));
    }

    private static boolean isExtent(JsonNode node) {
        return node.isIntegralNumber() && node.canConvertToLong() && node.longValue() > 0;
    }
}
