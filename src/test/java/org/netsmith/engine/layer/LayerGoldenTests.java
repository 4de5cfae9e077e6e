package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.format.keras.Family;
import org.netsmith.format.keras.Kind;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class LayerGoldenTests {

    private static final Set<String> KINDS =
            Family.of(Layer.class).kinds().stream().map(Kind::className).collect(Collectors.toSet());

    /** PReLU is held to the numbers of the activations; the others do in training what SpatialDropout1D does. */
    private static final Set<String> WITHOUT_CASE = Set.of("PReLU", "SpatialDropout2D", "SpatialDropout3D");

    @Test
    void everyKindHasACase() {
        assertThat(KINDS.stream().filter(kind -> !WITHOUT_CASE.contains(kind)))
                .isSubsetOf(Golden.cases("layers.json").stream()
                        .map(golden -> Golden.className(golden.path("config")))
                        .toList());
    }

    @Test
    void onlyTheseKindsOfKerasAreLeftOut() {
        assertThat(Golden.cases("layers.json").stream()
                        .map(golden -> Golden.className(golden.path("config")))
                        .filter(kind -> !KINDS.contains(kind))
                        .collect(Collectors.toSet()))
                .isEqualTo(Set.of("EinsumDense", "SpectralNormalization"));
    }

    @TestFactory
    Stream<DynamicTest> layersAreKeras() {
        return Golden.tests(
                "layers.json", golden -> KINDS.contains(Golden.className(golden.path("config"))), this::check);
    }

    private void check(JsonNode golden, DType type) {
        assumeTrue(!golden.has("call_kwargs"), "arguments of a call are not supported");
        Backend backend = Golden.backend();
        List<JsonNode> inputs =
                golden.path("inputs").path("inputs").valueStream().toList();
        List<Shape> rows =
                inputs.stream().map(input -> Golden.shape(input).tail()).toList();
        List<Tensor> x = inputs.stream()
                .map(input -> Golden.tensor(backend, type, input))
                .toList();
        LayerCase layer = LayerCase.read(
                adapted(golden), rows, x.stream().map(Tensor::type).toList(), type, backend);
        golden.path("inputs")
                .path("weights")
                .forEach(weight -> Golden.copy(
                        backend,
                        weight.path("value"),
                        layer.weight(weight.path("name").asString())));
        JsonNode want = golden.path(type.id());
        JsonNode inference = want.path("inference").get(0);
        assertThat(layer.network().outputShape().prepend(rows(inputs))).isEqualTo(Golden.shape(inference));
        checkInference(golden, type, layer.network().predict(x).getFirst(), inference);
        if (want.has("mask")) {
            double[] mask = layer.mask(inputs.stream().map(Golden::values).toList(), rows(inputs));
            assertThat(mask).isEqualTo(Golden.values(want.path("mask")));
        }
        if (want.has("training")) {
            checkTraining(golden, type, layer, inputs, want.path("training"));
        }
    }

    private static void checkInference(JsonNode golden, DType type, Tensor got, JsonNode want) {
        if (got.type() == DType.STRING) {
            assertThat(LongStream.range(0, got.size()).mapToObj(got::text))
                    .containsExactlyElementsOf(want.path("data")
                            .valueStream()
                            .map(JsonNode::asString)
                            .toList());
        } else {
            Golden.check(golden, type, "inference", got.toArray(), want);
        }
    }

    /** What adapt() learnt stands beside the outputs, or follows from the data it was given. */
    private static JsonNode adapted(JsonNode golden) {
        ObjectNode layer = (ObjectNode) golden.path("config").deepCopy();
        ObjectNode config = (ObjectNode) layer.path("config");
        Stream.of("vocabulary", "bin_boundaries")
                .filter(golden.path("float64")::has)
                .forEach(key -> config.set(key, golden.path("float64").path(key)));
        JsonNode data = golden.path("inputs").path("adapt");
        if (!data.isMissingNode() && config.has("mean")) {
            setMoments(
                    config,
                    Golden.values(data),
                    Math.toIntExact(Golden.shape(data).extent(-1)));
        }
        return layer;
    }

    private static void setMoments(ObjectNode config, double[] data, int columns) {
        ArrayNode means = config.putArray("mean");
        ArrayNode variances = config.putArray("variance");
        for (int column = 0; column < columns; column++) {
            int of = column;
            double[] values = IntStream.range(0, data.length / columns)
                    .mapToDouble(row -> data[row * columns + of])
                    .toArray();
            double mean = DoubleStream.of(values).average().orElseThrow();
            means.add(mean);
            variances.add(DoubleStream.of(values)
                    .map(value -> (value - mean) * (value - mean))
                    .average()
                    .orElseThrow());
        }
    }

    private static long rows(List<JsonNode> inputs) {
        return Golden.shape(inputs.getFirst()).extent(0);
    }

    private void checkTraining(JsonNode golden, DType type, LayerCase layer, List<JsonNode> inputs, JsonNode want) {
        double[] upstream = Golden.values(golden.path("inputs").path("upstream").get(0));
        LayerCase.Training training =
                layer.train(inputs.stream().map(Golden::values).toList(), rows(inputs), upstream);
        Golden.check(
                golden,
                type,
                "outputs",
                training.outputs(),
                want.path("outputs").get(0));
        checkInputGradients(golden, type, training, withLosses(want, "dinputs"));
        List<String> trainable = golden.path("inputs")
                .path("weights")
                .valueStream()
                .filter(weight -> weight.path("trainable").asBoolean())
                .map(weight -> weight.path("name").asString())
                .toList();
        for (int i = 0; i < want.path("dweights").size(); i++) {
            String name = trainable.get(i);
            JsonNode gradient = withLosses(want, "dweights").get(i);
            Golden.check(
                    golden,
                    type,
                    "d" + name,
                    layer.gradient(name).toArray(),
                    gradient.has("value") ? gradient.path("value") : gradient);
        }
        want.path("non_trainable_after").forEach(weight -> {
            String name = weight.path("name").asString();
            Golden.check(golden, type, name, layer.weight(name).toArray(), weight.path("value"));
        });
        double losses =
                want.path("losses").valueStream().mapToDouble(Golden::number).sum();
        assertThat(training.losses()).as("losses").isCloseTo(losses, within(type == DType.FLOAT32 ? 1e-5 : 1e-10));
    }

    /** Gradients as they are with what the layer itself adds to the loss. */
    private static JsonNode withLosses(JsonNode want, String key) {
        return want.has(key + "_with_losses") ? want.path(key + "_with_losses") : want.path(key);
    }

    private static void checkInputGradients(JsonNode golden, DType type, LayerCase.Training training, JsonNode want) {
        for (int i = 0; i < want.size(); i++) {
            double[] got = training.inputGradients().get(i);
            if (want.get(i).isNull()) {
                assertThat(got).isNull();
            } else {
                Golden.check(golden, type, "dinputs " + i, got, want.get(i));
            }
        }
    }
}
