package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.JSON;

import java.math.BigDecimal;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.Finding;
import org.netsmith.engine.optimizer.Common;
import org.netsmith.engine.optimizer.LearningRate;
import org.netsmith.engine.optimizer.LossScaleOptimizer;
import org.netsmith.engine.optimizer.Muon;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Schedule;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;

/** Optimizers and schedules as Keras writes them, with every argument at something else than its default. */
class OptimizerJsonTests {

    private static final List<String> CLIPPINGS = List.of("clipnorm", "global_clipnorm", "clipvalue");
    private static final List<Double> NUMBERS = List.of(0.25, 0.75, -0.25, 2.5);

    private final KerasReader reader = new KerasReader();
    private final KerasWriter writer = new KerasWriter();

    static Stream<Arguments> optimizers() {
        return Family.of(Optimizer.class).kinds().stream()
                .flatMap(kind -> CLIPPINGS.stream().map(clipping -> Arguments.of(kind, clipping)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void readsBackEveryArgument(Kind kind, String clipping) {
        Optimizer optimizer = (Optimizer) other(kind, clipping);

        Reading<Optimizer> reading = reader.optimizer(writer.optimizer(optimizer));

        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.value()).contains(optimizer);
    }

    @ParameterizedTest
    @MethodSource("schedules")
    void readsBackEverySchedule(Kind kind) {
        Optimizer optimizer = new Optimizer.SGD((Schedule) other(kind, ""), null, null, null);

        JsonNode written = writer.optimizer(optimizer);
        Reading<Optimizer> reading = reader.optimizer(written);

        assertThat(written.at("/config/learning_rate/module").stringValue()).isEqualTo("keras.optimizers.schedules");
        assertThat(reading.errors()).isEmpty();
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.value()).contains(optimizer);
    }

    static Stream<Kind> schedules() {
        return Family.of(Schedule.class).kinds().stream();
    }

    /** A record that has no argument at its default, but for the clippings that exclude each other. */
    private static Record other(Kind kind, String clipping) {
        return kind.create(kind.parameters().stream()
                .map(parameter ->
                        CLIPPINGS.contains(parameter.key()) && !parameter.key().equals(clipping)
                                ? null
                                : other(kind, parameter))
                .toArray());
    }

    private static Object other(Kind kind, Parameter parameter) {
        Object standard = kind.defaultOf(parameter).orElse(null);
        return switch (parameter.key()) {
            case "exclude_layers" -> List.of("head", "^out.*put$");
            case "boundaries" -> List.of(2.0, 5.0);
            case "values" -> List.of(0.3, 0.2, 0.1);
            case "learning_rate" -> new Schedule.ExponentialDecay(0.3, 7.0, 0.5, true);
            case "inner_optimizer" -> new Optimizer.Adam(0.5, null, null, null, true);
            default -> simple(parameter, standard);
        };
    }

    private static Object simple(Parameter parameter, @Nullable Object standard) {
        return switch (parameter.jsonType()) {
            case "boolean" -> !Objects.equals(standard, true);
            case "integer" -> 3;
            default ->
                NUMBERS.stream()
                        .filter(number ->
                                !number.equals(standard) && Range.of(parameter).contains(BigDecimal.valueOf(number)))
                        .findFirst()
                        .orElseThrow();
        };
    }

    @Test
    void spreadsTheCommonArguments() {
        Common common = new Common(0.1, null, 0.5, null, true, 0.9, 10, 4.0, 2);

        JsonNode written = writer.optimizer(new Optimizer.SGD(new LearningRate.Constant(0.5), common, 0.9, true));

        assertThat(written).isEqualTo(JSON.readTree("""
            {"module": "keras.optimizers", "class_name": "SGD", "registered_name": null, "config": {"name": "sgd",
             "learning_rate": 0.5, "weight_decay": 0.1, "clipnorm": null, "global_clipnorm": 0.5, "clipvalue": null,
             "use_ema": true, "ema_momentum": 0.9, "ema_overwrite_frequency": 10, "loss_scale_factor": 4.0,
             "gradient_accumulation_steps": 2, "momentum": 0.9, "nesterov": true}}
            """));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'class_name': 'SGD', 'config': {'clipnorm': 1.0, 'clipvalue': 0.5}} | /config | only one of",
                "{'class_name': 'SGD', 'config': {'clipnorm': -1.0}} | /config/clipnorm | at least 0",
                "{'class_name': 'SGD', 'config': {'use_ema': true, 'ema_momentum': 1.5}}"
                        + " | /config/ema_momentum | at most 1",
                "{'class_name': 'SGD', 'config': {'gradient_accumulation_steps': 1}}"
                        + " | /config/gradient_accumulation_steps | at least 2",
                "{'class_name': 'AdamW', 'config': {'weight_decay': -0.1}} | /config/weight_decay | at least 0",
                "{'class_name': 'Adam', 'config': {'learning_rate': 0.0}} | /config/learning_rate | above 0",
                "{'class_name': 'Adam', 'config': {'learning_rate': '0.01'}} | /config/learning_rate | a finite number",
                "{'class_name': 'SGD', 'config': {'learning_rate': {'class_name': 'StepDecay', 'config': {}}}}"
                        + " | /config/learning_rate/class_name | unknown schedule",
                "{'class_name': 'SGD', 'config': {'learning_rate': {'class_name': 'CosineDecay',"
                        + " 'config': {'initial_learning_rate': 0.1, 'decay_steps': 0}}}}"
                        + " | /config/learning_rate/config/decay_steps | above 0",
                "{'class_name': 'SGD', 'config': {'learning_rate': {'class_name': 'CosineDecay',"
                        + " 'config': {'initial_learning_rate': 0.1, 'decay_steps': 5, 'warmup': 3}}}}"
                        + " | /config/learning_rate/config/warmup | no argument",
                "{'class_name': 'SGD', 'config': {'learning_rate': {'class_name': 'PiecewiseConstantDecay',"
                        + " 'config': {'boundaries': [1, 2], 'values': [0.1, 0.2]}}}}"
                        + " | /config/learning_rate/config | one value more",
                "{'class_name': 'Muon', 'config': {'exclude_layers': ['(']}} | /config | regular expression",
                "{'class_name': 'MultiOptimizer', 'config': {}} | /class_name | is not supported",
                "'multioptimizer' | '' | is not supported",
                "{'class_name': 'LossScaleOptimizer', 'config': {'inner_optimizer':"
                        + " {'class_name': 'LossScaleOptimizer', 'config': {'inner_optimizer': 'sgd'}}}}"
                        + " | /config | does not scale the loss itself",
                "{'class_name': 'LossScaleOptimizer', 'config': {'inner_optimizer': 'sgd', 'use_ema': true}}"
                        + " | /config/use_ema | not supported",
            },
            quoteCharacter = '`')
    void refusesWhatCannotBe(String json, String pointer, String detail) {
        Reading<Optimizer> reading = reader.optimizer(JSON.readTree(json.replace('\'', '"')));

        assertThat(reading.value()).isEmpty();
        assertThat(reading.errors()).extracting(Finding::pointer).containsExactly(pointer.replace("''", ""));
        assertThat(reading.errors().getFirst().detail()).contains(detail);
    }

    @Test
    void takesNoneWhereItIsNotTheDefault() {
        Muon muon = (Muon) read("""
            {"class_name": "Muon", "config": {"weight_decay": null, "adam_weight_decay": null, "rms_rate": null}}
            """);
        Optimizer sgd = read("""
            {"class_name": "SGD", "config": {"weight_decay": null, "clipnorm": null}}
            """);

        assertThat(muon.common().weightDecay()).isZero();
        assertThat(muon.adamWeightDecay()).isZero();
        assertThat(muon.rmsRate()).isZero();
        assertThat(writer.optimizer(muon).at("/config/rms_rate").isNull()).isTrue();
        assertThat(writer.optimizer(muon).at("/config/weight_decay").doubleValue())
                .isZero();
        assertThat(sgd).isEqualTo(new Optimizer.SGD(null, null, null));
    }

    @Test
    void readsWhatKeras2Wrote() {
        assertThat(read("""
            {"class_name": "Custom>LossScaleOptimizer", "config": {"dynamic": true, "initial_scale": 1024.0,
             "inner_optimizer": {"class_name": "Custom>SGD", "config": {"lr": 0.5, "is_legacy_optimizer": false}}}}
            """)).isEqualTo(new LossScaleOptimizer(new Optimizer.SGD(0.5, null, null), 1024.0, null));
        assertThat(read("""
            {"class_name": "Adagrad", "config": {"name": "Adagrad", "learning_rate": 0.5, "decay": 0.0,
             "initial_accumulator_value": 0.2, "epsilon": 1e-7}}
            """)).isEqualTo(new Optimizer.Adagrad(new LearningRate.Constant(0.5), null, 0.2, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lamb", "muon", "adafactor", "schedulefreeadamw", "lion", "ftrl"})
    void knowsEveryOptimizerByItsId(String id) {
        assertThat(reader.optimizer(JSON.readTree('"' + id + '"')).value()).isPresent();
    }

    private Optimizer read(String json) {
        return reader.optimizer(JSON.readTree(json)).value().orElseThrow();
    }
}
