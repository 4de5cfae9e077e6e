package org.netsmith.engine.activation;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
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

    private static final Set<String> KINDS = kinds(ActivationFunction.class).collect(Collectors.toSet());

    private static final Set<String> LAYERS = Set.of("Activation", "ReLU", "LeakyReLU", "ELU", "Softmax");

    private static Stream<String> kinds(Class<?> kind) {
        if (kind.isSealed()) {
            return Arrays.stream(kind.getPermittedSubclasses()).flatMap(ActivationGoldenTests::kinds);
        }
        String id = kind.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase();
        Aliases aliases = kind.getAnnotation(Aliases.class);
        return Stream.concat(Stream.of(id), aliases == null ? Stream.empty() : Arrays.stream(aliases.value()));
    }

    @TestFactory
    Stream<DynamicTest> activationsAreKeras() {
        return Golden.tests("activations.json", ActivationGoldenTests::isKnown, this::check);
    }

    private static boolean isKnown(JsonNode golden) {
        JsonNode config = golden.path("config");
        return switch (golden.path("kind").asString()) {
            case "id" -> KINDS.contains(config.asString());
            case "function" ->
                KINDS.contains(config.path("function").asString())
                        && config.path("kwargs").path("axis").asInt(-1) == -1;
            default ->
                LAYERS.contains(config.path("class_name").asString())
                        && config.path("config").path("axis").asInt(-1) == -1;
        };
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
                LayerCase.of(
                        new Node(
                                "activation",
                                new Activation(function(config.path("function").asString(), config.path("kwargs")))),
                        rows,
                        type,
                        backend);
            default -> LayerCase.read(config, rows, type, backend);
        };
    }

    /** Functions with options, which no definition can carry as they are. */
    private static ActivationFunction function(String id, JsonNode arguments) {
        return switch (id) {
            case "relu" ->
                new ActivationFunction.Relu(
                        option(arguments, "negative_slope"),
                        option(arguments, "max_value"),
                        option(arguments, "threshold"));
            case "leaky_relu" -> new ActivationFunction.LeakyRelu(option(arguments, "negative_slope"));
            case "elu" -> new ActivationFunction.Elu(option(arguments, "alpha"));
            case "gelu" ->
                new ActivationFunction.Gelu(arguments.path("approximate").asBoolean());
            case "softmax" -> new ActivationFunction.Softmax();
            default -> throw new AssertionError("no way to build " + id + " of " + arguments);
        };
    }

    private static @Nullable Double option(JsonNode arguments, String name) {
        return arguments.has(name) ? arguments.path(name).asDouble() : null;
    }

    private void check(JsonNode golden, DType type) {
        Backend backend = Golden.backend();
        JsonNode x = golden.path("inputs").path("x");
        Shape shape = Golden.shape(x);
        LayerCase layer = layer(golden, shape.tail(), type, backend);
        JsonNode want = golden.path(type.id());
        Golden.check(golden, type, "y", layer.infer(Golden.tensor(backend, type, x)), want.path("y"));
        LayerCase.Training training = layer.train(
                Golden.values(x),
                shape.extent(0),
                Golden.values(golden.path("inputs").path("g")));
        Golden.check(golden, type, "y in training", training.outputs(), want.path("y"));
        Golden.check(golden, type, "dx", training.inputGradient(), want.path("dx"));
    }
}
