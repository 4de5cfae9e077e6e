package org.netsmith.format.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import org.netsmith.format.keras.KerasReader.HeadConfig;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** Reads {@code compile_config} of Keras 3 and {@code training_config} of Keras 2. */
final class CompileReader {

    static final Family<Optimizer> OPTIMIZERS = Family.of(Optimizer.class);
    static final Family<Schedule> SCHEDULES = Family.of(Schedule.class);
    static final Family<Loss> LOSSES = Family.of(Loss.class);

    /**
     * Empty where the model was not compiled, {@code {}} or null.
     *
     * @param outputs the names of the model's outputs; empty where the model could not be read
     */
    Optional<CompileConfig> read(Place config, List<String> outputs) {
        if (config.isAbsent() || config.node().isObject() && config.node().isEmpty()) {
            return Optional.empty();
        }
        if (!config.node().isObject()) {
            config.expected("an object with optimizer, loss and metrics");
            return Optional.empty();
        }
        KnownKeys.of("compile", "compile").check(config, Set.of(), false);
        checkSteps(config.at("steps_per_execution"));
        Place optimizer = config.at("optimizer").isMissing() ? config.at("optimizer_config") : config.at("optimizer");
        return Optional.of(
                new CompileConfig(given(optimizer).flatMap(this::optimizer), heads(config, new PerOutput(outputs))));
    }

    /** How many steps Keras takes at once changes nothing that is computed. */
    private static void checkSteps(Place place) {
        boolean steps = place.node().isIntegralNumber()
                && place.node().bigIntegerValue().signum() > 0;
        if (!place.isAbsent() && !steps && !place.text().orElse("").equals("auto")) {
            place.expected("a whole number above 0, or auto");
        }
    }

    private List<HeadConfig> heads(Place config, PerOutput outputs) {
        List<Place> losses = outputs.each(onlyOne(config.at("loss")));
        List<Place> weights = outputs.each(config.at("loss_weights"));
        List<Place> metrics = outputs.lists(config.at("metrics"));
        List<Place> weighted = outputs.lists(config.at("weighted_metrics"));
        boolean given = !config.at("loss").isMissing();
        List<HeadConfig> heads = new ArrayList<>();
        for (int i = 0; i < losses.size(); i++) {
            heads.add(new HeadConfig(
                    given ? loss(losses.get(i)) : Optional.empty(),
                    weight(at(weights, i, config)),
                    metrics(at(metrics, i, config)),
                    metrics(at(weighted, i, config))));
        }
        return heads;
    }

    /** Where nothing is known of the outputs, the arguments may tell of different numbers of them. */
    private static Place at(List<Place> places, int output, Place config) {
        return output < places.size() ? places.get(output) : config.with(MissingNode.getInstance());
    }

    private static double weight(Place place) {
        boolean valid = place.node().isNumber() && Double.isFinite(place.node().doubleValue());
        if (!place.isAbsent() && !valid) {
            place.expected("a finite number");
        }
        return valid ? place.node().doubleValue() : 1;
    }

    Optional<Optimizer> optimizer(Place place) {
        return new KindReader(false).read(place, OPTIMIZERS);
    }

    /** Keras also writes the loss of a single output as a list of one. */
    private static Place onlyOne(Place place) {
        return place.node().isArray() && place.node().size() == 1
                ? place.elements().getFirst()
                : place;
    }

    /** A name, an object, a list of one, or a loss function as a function object. */
    Optional<Loss> loss(Place place) {
        Place one = onlyOne(place);
        return FunctionObjects.isFunction(one)
                ? FunctionObjects.name(one, LOSSES.noun()).flatMap(this::named)
                : named(one);
    }

    private Optional<Loss> named(Place place) {
        return place.text().flatMap(LOSSES::ofShorthand).isPresent()
                ? place.text().map(Loss.Unresolved::new)
                : new KindReader(false).read(place, LOSSES).filter(loss -> isComputable(loss, place));
    }

    /** Whether a posted formula, if it is one, can be computed. */
    static boolean isComputable(Loss loss, Place place) {
        return !(loss instanceof Loss.Formula formula)
                || FormulaCheck.OF_TARGET_AND_PREDICTION.passes(
                        formula.expression(), formula.parameters(), place.at("config"));
    }

    /** A null is refused by the family's reader: a compiled model has an optimizer and a loss. */
    private static Optional<Place> given(Place place) {
        return place.isMissing() ? Optional.empty() : Optional.of(place);
    }

    /** A list, a list in a list, or one metric alone. */
    private List<Metric> metrics(Place place) {
        return flat(place)
                .flatMap(metric -> new MetricReader().read(metric).stream())
                .toList();
    }

    /** The metrics in a list, in lists in it, or one alone. */
    static Stream<Place> flat(Place place) {
        JsonNode node = place.node();
        if (place.isAbsent()) {
            return Stream.empty();
        }
        return node.isArray() ? place.elements().stream().flatMap(CompileReader::flat) : Stream.of(place);
    }
}
