package org.netsmith.format.keras;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import tools.jackson.databind.JsonNode;

/** Reads {@code compile_config} of Keras 3 and {@code training_config} of Keras 2. */
final class CompileReader {

    static final Family<Optimizer> OPTIMIZERS = Family.of(Optimizer.class);
    static final Family<Loss> LOSSES = Family.of(Loss.class);

    /** Empty where the model was not compiled, {@code {}} or null. */
    Optional<CompileConfig> read(Place config) {
        if (config.isAbsent() || config.node().isObject() && config.node().isEmpty()) {
            return Optional.empty();
        }
        if (!config.node().isObject()) {
            config.expected("an object with optimizer, loss and metrics");
            return Optional.empty();
        }
        KnownKeys.of("compile", "compile").check(config, Set.of(), false);
        Place optimizer = config.at("optimizer").isMissing() ? config.at("optimizer_config") : config.at("optimizer");
        return Optional.of(new CompileConfig(
                given(optimizer).flatMap(this::optimizer),
                given(config.at("loss")).flatMap(this::loss),
                metrics(config.at("metrics"))));
    }

    Optional<Optimizer> optimizer(Place place) {
        return new KindReader(false).read(place, OPTIMIZERS);
    }

    /** Keras also writes the loss of a single output as a list of one. */
    Optional<Loss> loss(Place place) {
        Place one = place.node().isArray() && place.node().size() == 1
                ? place.elements().getFirst()
                : place;
        return new KindReader(false).read(one, LOSSES);
    }

    /** A null is refused by the family's reader: a compiled model has an optimizer and a loss. */
    private static Optional<Place> given(Place place) {
        return place.isMissing() ? Optional.empty() : Optional.of(place);
    }

    /** A list, a list in a list (one for each output), or one metric alone. */
    private List<Metric> metrics(Place place) {
        return flat(place)
                .flatMap(metric -> new MetricReader().read(metric).stream())
                .toList();
    }

    private static Stream<Place> flat(Place place) {
        JsonNode node = place.node();
        if (place.isAbsent()) {
            return Stream.empty();
        }
        return node.isArray() ? place.elements().stream().flatMap(CompileReader::flat) : Stream.of(place);
    }
}
