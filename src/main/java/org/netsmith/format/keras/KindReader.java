package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;
import org.netsmith.engine.regularizer.Regularizer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads a member of a family: a string id, or {@code {"class_name": …, "config": {…}}}. */
final class KindReader {

    /**
     * A mistyped hyper-parameter must never be silently ignored; layers of other Keras versions carry keys of their
     * own.
     */
    private static final Set<Class<?>> STRICT = Set.of(
            Optimizer.class,
            Schedule.class,
            Loss.class,
            Metric.class,
            Callback.class,
            Regularizer.class,
            Constraint.class);

    /** Keys that older versions of Keras used for the same argument. */
    private static final Map<String, String> FORMER_KEYS = Map.of("lr", "learning_rate", "alpha", "negative_slope");

    private static final JsonNode EMPTY = JsonNodeFactory.instance.objectNode();

    private final boolean legacy;

    KindReader(boolean legacy) {
        this.legacy = legacy;
    }

    <T> Optional<T> read(Place place, Family<T> family) {
        if (place.node().isObject()) {
            return object(place, family);
        }
        Optional<String> id = place.text();
        if (id.isEmpty()) {
            place.expected("the name of %s or {\"class_name\": …, \"config\": {…}}".formatted(family.one()));
        }
        return id.flatMap(name -> kindOfId(place, family, name)).flatMap(kind -> bind(kind, family, place.with(EMPTY)));
    }

    private <T> Optional<T> object(Place place, Family<T> family) {
        Place config = place.at("config").orEmptyObject();
        if (!config.node().isObject()) {
            config.expected("an object with the arguments of " + family.one());
            return Optional.empty();
        }
        return ClassNames.of(place, family.noun())
                .flatMap(name -> kindOfClass(place.at("class_name"), family, name))
                .flatMap(kind -> bind(kind, family, config));
    }

    private static <T> Optional<Kind> kindOfId(Place place, Family<T> family, String id) {
        Optional<Kind> kind = family.ofId(id);
        if (kind.isEmpty() && !refused(place, family, id)) {
            place.error("unknown %s %s%s; expected one of %s"
                    .formatted(family.noun(), place.shown(), place.hint(id, family.names()), family.ids()));
        }
        return kind;
    }

    static <T> Optional<Kind> kindOfClass(Place place, Family<T> family, String name) {
        Optional<Kind> kind = family.ofClass(name);
        if (kind.isEmpty() && !refused(place, family, name)) {
            place.error("unknown %s %s%s; expected one of %s"
                    .formatted(
                            family.noun(), place.shown(), place.hint(name, family.classNames()), family.classNames()));
        }
        return kind;
    }

    /** Says of a kind that Keras has and we do not that it is not supported, rather than unknown. */
    private static boolean refused(Place place, Family<?> family, String name) {
        Optional<String> remedy = KnownKeys.refusal(family.noun(), name);
        remedy.ifPresent(
                words -> place.error("%s is not supported: %s, received %s".formatted(name, words, place.shown())));
        return remedy.isPresent();
    }

    /** Makes the kind from its config; every argument that does not fit is a finding. */
    <T> Optional<T> bind(Kind kind, Family<T> family, Place config) {
        int mark = config.findings().mark();
        List<@Nullable Object> arguments = new ArrayList<>();
        Set<String> own = new HashSet<>();
        for (Parameter parameter : kind.parameters()) {
            String key = writtenKey(config, parameter.key());
            own.addAll(List.of(key, parameter.key()));
            arguments.add(argument(config.at(key), kind, parameter));
        }
        KnownKeys.of(family.noun(), kind.className()).check(config, own, STRICT.contains(family.type()));
        return config.findings().hasErrorsSince(mark) ? Optional.empty() : create(kind, family, config, arguments);
    }

    private <T> Optional<T> create(Kind kind, Family<T> family, Place config, List<@Nullable Object> arguments) {
        try {
            return Optional.of(family.type().cast(kind.create(arguments.toArray())));
        } catch (IllegalArgumentException e) {
            config.error("%s: %s".formatted(kind.className(), e.getMessage()));
            return Optional.empty();
        }
    }

    private @Nullable Object argument(Place given, Kind kind, Parameter parameter) {
        if (!given.isAbsent()) {
            return new ValueReader(legacy).read(given, parameter);
        }
        if (given.node().isNull() && parameter.type() == ActivationFunction.class) {
            return new ActivationFunction.Linear();
        }
        if (given.node().isNull() && parameter.noneConstant().isPresent()) {
            return parameter.noneConstant().get();
        }
        if (given.node().isNull() && parameter.none().isPresent()) {
            return parameter.none().filter(_ -> !mayBeNull(kind, parameter)).orElse(null);
        }
        if (parameter.required()) {
            given.error("%s needs '%s', %s; received %s%s"
                    .formatted(
                            kind.className(), parameter.key(), article(parameter), given.shown(), remedy(parameter)));
        } else if (given.node().isNull() && !mayBeNull(kind, parameter)) {
            given.error("expected %s, received null; leave '%s' out for its default %s"
                    .formatted(
                            article(parameter),
                            parameter.key(),
                            kind.defaultOf(parameter).orElse("")));
        }
        return Kind.leftOut(parameter);
    }

    /** Networks are defined whole: nothing in them is adapted to data by itself. */
    private static String remedy(Parameter parameter) {
        return parameter.adapted()
                ? ". Keras' adapt() keeps what it found outside of the definition; write it into '%s'"
                        .formatted(parameter.key())
                : "";
    }

    /**
     * Python's None is a value only where it is the default, and before Keras adapts a layer.
     */
    private static boolean mayBeNull(Kind kind, Parameter parameter) {
        return parameter.isCollection()
                || parameter.adapted()
                || kind.defaultOf(parameter).isEmpty();
    }

    private static String article(Parameter parameter) {
        String type = parameter.jsonType();
        String range = parameter.range().map(words -> " " + words).orElse("");
        return ("aeio".indexOf(type.charAt(0)) < 0 ? "a " : "an ") + type + range;
    }

    /** The key under which an argument is given here: today's or a former one. */
    private static String writtenKey(Place config, String key) {
        return FORMER_KEYS.entrySet().stream()
                .filter(former ->
                        former.getValue().equals(key) && config.at(key).isMissing())
                .map(Map.Entry::getKey)
                .filter(former -> !config.at(former).isMissing())
                .findFirst()
                .orElse(key);
    }
}
