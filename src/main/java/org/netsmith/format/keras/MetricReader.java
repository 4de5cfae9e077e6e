package org.netsmith.format.keras;

import java.util.Optional;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads a metric. The name in the history is what the user wrote: a string, or the {@code name} of a metric object.
 * Where there is no metric of a name, the mean of the loss of that name is meant.
 */
final class MetricReader {

    static final Family<Metric> FAMILY = Family.of(Metric.class);

    private static final String WRAPPER = "MeanMetricWrapper";

    Optional<Metric> read(Place place) {
        if (place.text().isPresent()) {
            return ofId(place, place.text().get());
        }
        if (!place.node().isObject()) {
            place.expected("the name of a metric or {\"class_name\": …, \"config\": {…}}");
            return Optional.empty();
        }
        if (FunctionObjects.isFunction(place)) {
            return FunctionObjects.name(place, FAMILY.noun()).flatMap(this::ofFunction);
        }
        return ClassNames.of(place, FAMILY.noun()).flatMap(name -> object(place, name));
    }

    private Optional<Metric> object(Place place, String className) {
        Place config = place.at("config").orEmptyObject();
        if (!config.node().isObject()) {
            config.expected("an object with the arguments of " + FAMILY.one());
            return Optional.empty();
        }
        if (className.equals(WRAPPER)) {
            return wrapped(config);
        }
        return KindReader.kindOfClass(place.at("class_name"), FAMILY, className)
                .flatMap(kind -> new KindReader(false).bind(kind, FAMILY, config))
                .filter(metric -> isComputable(metric, config));
    }

    private static boolean isComputable(Metric metric, Place config) {
        return !(metric instanceof Metric.Formula formula)
                || FormulaCheck.OF_TARGET_AND_PREDICTION.passes(formula.expression(), formula.parameters(), config);
    }

    /** Keras wraps functions and losses: {@code {"name": "mae", "fn": "mean_absolute_error"}}. */
    private Optional<Metric> wrapped(Place config) {
        Place function = config.at("fn");
        if (FunctionObjects.isFunction(function)) {
            return FunctionObjects.name(function, FAMILY.noun())
                    .flatMap(
                            name -> ofId(name, nameOf(config).orElse(name.text().orElse(""))));
        }
        if (function.text().isPresent()) {
            return ofId(function, nameOf(config).orElse(function.text().get()));
        }
        if (!function.node().isObject()) {
            function.expected("the name of a metric function, or a loss");
            return Optional.empty();
        }
        return new CompileReader().loss(function).map(loss -> wrapper(loss, nameOf(config)));
    }

    private static Optional<String> nameOf(Place config) {
        return config.at("name").text();
    }

    private static Metric wrapper(Loss loss, Optional<String> name) {
        return new Metric.MeanMetricWrapper(name.orElseGet(() -> new Kind(((Record) loss).getClass()).id()), loss);
    }

    private Optional<Metric> ofFunction(Place place) {
        if (place.text().isEmpty()) {
            place.expected("the name of a metric function");
        }
        return place.text().flatMap(name -> ofId(place, name));
    }

    private Optional<Metric> ofId(Place place, String name) {
        String id = place.text().orElse("");
        if (FAMILY.ofShorthand(id).isPresent()) {
            return Optional.of(new Metric.Unresolved(name));
        }
        Optional<Kind> kind = FAMILY.ofId(id);
        if (kind.isPresent()) {
            Place named = place.with(JsonNodeFactory.instance.objectNode().put("name", name));
            return new KindReader(false).bind(kind.get(), FAMILY, named);
        }
        return CompileReader.LOSSES.ofId(id).isPresent()
                ? new CompileReader().loss(place).map(loss -> wrapper(loss, Optional.of(name)))
                : unknown(place, id);
    }

    private static Optional<Metric> unknown(Place place, String id) {
        place.error("unknown metric %s%s; expected one of %s"
                .formatted(place.shown(), place.hint(id, FAMILY.names()), FAMILY.ids()));
        return Optional.empty();
    }
}
