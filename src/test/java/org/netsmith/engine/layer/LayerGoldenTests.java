package org.netsmith.engine.layer;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Tensor;
import tools.jackson.databind.JsonNode;

class LayerGoldenTests {

    private static final Set<String> KINDS = Arrays.stream(Layer.class.getPermittedSubclasses())
            .map(Class::getSimpleName)
            .collect(Collectors.toSet());

    @TestFactory
    Stream<DynamicTest> layersAreKeras() {
        return Golden.tests(
                "layers.json", golden -> KINDS.contains(Golden.className(golden.path("config"))), this::check);
    }

    private void check(JsonNode golden, DType type) {
        Backend backend = Golden.backend();
        JsonNode input = golden.path("inputs").path("inputs").get(0);
        LayerCase layer =
                LayerCase.read(golden.path("config"), Golden.shape(input).tail(), type, backend);
        golden.path("inputs")
                .path("weights")
                .forEach(weight -> Golden.copy(
                        backend,
                        weight.path("value"),
                        layer.weight(weight.path("name").asString())));
        JsonNode want = golden.path(type.id());
        Tensor x = Golden.tensor(backend, type, input);
        Golden.check(
                golden,
                type,
                "inference",
                layer.infer(x),
                want.path("inference").get(0));
        if (want.has("training")) {
            checkTraining(golden, type, layer, input, want.path("training"));
        }
    }

    private void checkTraining(JsonNode golden, DType type, LayerCase layer, JsonNode input, JsonNode want) {
        double[] upstream = Golden.values(golden.path("inputs").path("upstream").get(0));
        LayerCase.Training training =
                layer.train(Golden.values(input), Golden.shape(input).extent(0), upstream);
        Golden.check(
                golden,
                type,
                "outputs",
                training.outputs(),
                want.path("outputs").get(0));
        Golden.check(
                golden,
                type,
                "dinputs",
                training.inputGradient(),
                want.path("dinputs").get(0));
        want.path("dweights").forEach(weight -> {
            String name = weight.path("name").asString();
            Golden.check(golden, type, "d" + name, layer.gradient(name).toArray(), weight.path("value"));
        });
        want.path("non_trainable_after").forEach(weight -> {
            String name = weight.path("name").asString();
            Golden.check(golden, type, name, layer.weight(name).toArray(), weight.path("value"));
        });
    }
}
