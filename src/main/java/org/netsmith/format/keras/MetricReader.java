package org.netsmith.format.keras;

import java.util.Optional;
import org.netsmith.engine.metric.Metric;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Reads a metric. The name in the history is what the user wrote: a string, or the {@code name} of a metric object. */
final class MetricReader {

    static final Family<Metric> FAMILY = Family.of(Metric.class);

    /**
     * Keras' class Accuracy compares numbers for equality; only as a string does the name choose the accuracy that
     * fits.
     */
    private static final String BY_OUTPUT = "Accuracy";

    Optional<Metric> read(Place place) {
        if (place.text().isPresent()) {
            return ofId(place, place.text().get(), place.text().get());
        }
        if (!place.node().isObject()) {
            place.expected("the name of a metric or {\"class_name\": …, \"config\": {…}}");
            return Optional.empty();
        }
        return ClassNames.of(place, FAMILY.noun()).flatMap(name -> object(place, name));
    }

    private Optional<Metric> object(Place place, String className) {
        Place config = place.at("config").orEmptyObject();
        if (className.equals("MeanMetricWrapper")) {
            return wrapped(config);
        }
        if (className.equals(BY_OUTPUT)) {
            place.at("class_name")
                    .expected("\"accuracy\" as a string, or the class of one accuracy such as CategoricalAccuracy");
            return Optional.empty();
        }
        return KindReader.kindOfClass(place.at("class_name"), FAMILY, className)
                .flatMap(kind -> new KindReader(false).bind(kind, FAMILY, named(config, kind.id())));
    }

    /** Keras 2 wraps functions: {@code {"name": "mae", "fn": "mean_absolute_error"}}. */
    private Optional<Metric> wrapped(Place config) {
        Place function = config.at("fn");
        if (function.text().isEmpty()) {
            function.expected("the name of a metric function");
            return Optional.empty();
        }
        return ofId(
                function,
                function.text().get(),
                config.at("name").text().orElse(function.text().get()));
    }

    private Optional<Metric> ofId(Place place, String id, String name) {
        Optional<Kind> kind = FAMILY.ofId(id);
        if (kind.isEmpty()) {
            place.error("unknown metric %s%s; expected one of %s"
                    .formatted(place.shown(), Names.hint(id, FAMILY.ids()), FAMILY.ids()));
        }
        return kind.flatMap(known -> new KindReader(false)
                .bind(known, FAMILY, named(place.with(JsonNodeFactory.instance.objectNode()), name)));
    }

    private static Place named(Place config, String name) {
        if (!config.node().isObject() || !config.at("name").isAbsent()) {
            return config;
        }
        return config.with(((ObjectNode) config.node()).deepCopy().put("name", name));
    }
}
