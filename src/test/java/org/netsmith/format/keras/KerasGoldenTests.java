package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.JSON;
import static org.netsmith.format.keras.Fixtures.cases;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.ShapeException;
import org.netsmith.engine.network.Summary;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Holds the reader to what Keras itself accepts, refuses and understands by a name. */
class KerasGoldenTests {

    /** Networks that Keras or good sense takes and this reader refuses, each for a kind that is not supported yet. */
    private static final Set<String> NOT_SUPPORTED_YET = Set.of("optimizer-lamb-string");

    private final KerasReader reader = new KerasReader();

    static Stream<Arguments> errors() {
        return cases("errors.json")
                .filter(example -> !example.get("kind").stringValue().equals("fit"))
                .map(example -> Arguments.of(example.get("id").stringValue(), example));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void refusesWhatMustBeRefusedAndReadsTheRest(String id, JsonNode example) {
        boolean accepted = example.has("text")
                ? acceptsText(example.get("text").stringValue())
                : accepts(reader.model(example.get("json")));

        switch (example.get("verdict").stringValue()) {
            case "reject" -> assertThat(accepted).isFalse();
            case "accept", "warn" -> assertThat(accepted).isEqualTo(!NOT_SUPPORTED_YET.contains(id));
            default ->
                assertThat(id)
                        .isIn(
                                "dropout-rate-one",
                                "optimizer-lamb-string",
                                "optimizer-legacy-lr",
                                "loss-reduction",
                                "metric-not-list");
        }
    }

    private boolean acceptsText(String text) {
        try {
            return accepts(reader.model(JSON.readTree(text)));
        } catch (JacksonException e) {
            return accepts(reader.model(JsonNodeFactory.instance.stringNode(text)));
        }
    }

    /** Read without errors, and every layer takes what the one before gives, within a billion weights. */
    private static boolean accepts(Reading<Model> reading) {
        assertThat(reading.errors().isEmpty()).isEqualTo(reading.value().isPresent());
        return reading.value()
                .map(Model::definition)
                .filter(definition -> {
                    try {
                        return Summary.of(definition, definition.inputShapes().orElse(List.of(Shape.of(4))))
                                        .parameters()
                                < 1_000_000_000;
                    } catch (ShapeException | ArithmeticException e) {
                        return false;
                    }
                })
                .isPresent();
    }

    /** What a name stands for, in Keras' words: functions of losses and activations by id, all else by class. */
    static Stream<Arguments> names() {
        Map<String, Family<?>> families = Map.of(
                "activation",
                ActivationReader.FAMILY,
                "loss",
                CompileReader.LOSSES,
                "metric",
                MetricReader.FAMILY,
                "optimizer",
                CompileReader.OPTIMIZERS,
                "initializer",
                Family.of(Initializer.class),
                "regularizer",
                Family.of(Regularizer.class),
                "constraint",
                Family.of(Constraint.class));
        return cases("names.json")
                .filter(example -> families.containsKey(example.get("kind").stringValue()))
                .map(example -> Arguments.of(
                        example.get("id").stringValue(),
                        example,
                        families.get(example.get("kind").stringValue())));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("names")
    void understandsEveryNameOfAKindThatItHas(String id, JsonNode example, Family<?> family) {
        String target = example.get("resolves_to").stringValue();
        Optional<Kind> expected = family.kinds().stream()
                .filter(kind -> kind.className().equals(target) || kind.id().equals(target))
                .findFirst();

        assertThat(family.ofId(example.get("name").stringValue())).isEqualTo(expected);
    }
}
