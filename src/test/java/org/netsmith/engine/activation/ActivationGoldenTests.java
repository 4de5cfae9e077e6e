package org.netsmith.engine.activation;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.Golden;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.network.NetworkDefinition.Node;
import tools.jackson.databind.JsonNode;

class ActivationGoldenTests {

    /** Every activation of Keras by every id. */
    private static final Map<String, Class<?>> KINDS = kinds(ActivationFunction.class)
            .flatMap(kind -> ids(kind).map(id -> Map.entry(id, kind)))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Stream<Class<?>> kinds(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(ActivationGoldenTests::kinds)
                : Stream.of(kind);
    }

    private static Stream<String> ids(Class<?> kind) {
        Aliases aliases = kind.getAnnotation(Aliases.class);
        return Stream.concat(
                Stream.of(snakeCase(kind.getSimpleName())),
                aliases == null ? Stream.empty() : Arrays.stream(aliases.value()));
    }

    private static String snakeCase(String name) {
        return name.replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @TestFactory
    Stream<DynamicTest> activationsAreKeras() {
        return Golden.tests("activations.json", _ -> true, this::check);
    }

    @Test
    void everyKindHasAGoldenCase() {
        Set<Class<?>> tested = Golden.cases("activations.json").stream()
                .map(golden -> golden.path("config"))
                .map(config -> config.isString() ? config : config.has("function") ? config.path("function") : config)
                .filter(JsonNode::isString)
                .map(id -> KINDS.get(id.asString()))
                .collect(Collectors.toSet());

        assertThat(tested)
                .containsExactlyInAnyOrderElementsOf(kinds(ActivationFunction.class)
                        .filter(kind -> kind != ActivationFunction.Formula.class)
                        .toList());
    }

    private void check(JsonNode golden, DType type) {
        Backend backend = Golden.backend();
        JsonNode inputs = golden.path("inputs");
        Shape shape = shape(golden);
        double[] x = Golden.values(inputs.path("x"));
        LayerCase layer = layer(golden, shape.tail(), type, backend);
        if (inputs.has("alpha")) {
            Golden.copy(backend, inputs.path("alpha"), layer.weight("alpha"));
        }
        JsonNode want = golden.path(type.id());
        Golden.check(
                golden,
                type,
                "y",
                layer.infer(Golden.tensor(backend, type, inputs.path("x")).reshape(shape)),
                want.path("y"));
        LayerCase.Training training = layer.train(x, shape.extent(0), Golden.values(inputs.path("g")));
        Golden.check(golden, type, "y in training", training.outputs(), want.path("y"));
        Golden.check(golden, type, "dx", training.inputGradient(), want.path("dx"));
        if (inputs.has("alpha")) {
            Golden.check(golden, type, "dalpha", layer.gradient("alpha").toArray(), want.path("dalpha"));
        }
    }

    /** Where the axis is that of the batch, the whole input becomes one row. */
    private static Shape shape(JsonNode golden) {
        Shape shape = Golden.shape(golden.path("inputs").path("x"));
        return axis(golden) < 0 ? shape : shape.prepend(1);
    }

    private static int axis(JsonNode golden) {
        return golden.path("config").path("kwargs").path("axis").asInt(-1);
    }

    private static LayerCase layer(JsonNode golden, Shape rows, DType type, Backend backend) {
        JsonNode config = golden.path("config");
        return switch (golden.path("kind").asString()) {
            case "id" ->
                LayerCase.read(
                        Golden.json(
                                "{\"class_name\": \"Activation\", \"config\": {\"activation\": %s}}".formatted(config)),
                        rows,
                        type,
                        backend);
            case "function" ->
                LayerCase.of(new Node("activation", new Activation(function(golden))), rows, type, backend);
            default -> LayerCase.read(config, rows, type, backend);
        };
    }

    /** Functions with options, which no definition of Keras can carry. */
    private static ActivationFunction function(JsonNode golden) {
        JsonNode config = golden.path("config");
        Class<?> kind = KINDS.get(config.path("function").asString());
        RecordComponent[] components = kind.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        Object[] values = Arrays.stream(components)
                .map(component -> value(config.path("kwargs").path(snakeCase(component.getName())), component))
                .toArray();
        try {
            return (ActivationFunction) kind.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException exception) {
            throw new AssertionError(exception);
        }
    }

    private static @Nullable Object value(JsonNode argument, RecordComponent component) {
        if (argument.isMissingNode()) {
            return null;
        }
        if (component.getType() == Boolean.class) {
            return argument.asBoolean();
        }
        if (component.getType() == Integer.class) {
            return argument.asInt() < 0 ? argument.asInt() : argument.asInt() + 1;
        }
        return argument.asDouble();
    }
}
