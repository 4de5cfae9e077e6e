package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Whole networks that real Keras wrote in each of its dialects: each is read, and with Keras' weights predicts what
 * Keras predicts; and what is written of it means the same again.
 */
class ModelGoldenTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final List<String> DIALECTS = List.of("json", "legacy.json", "legacy-minimal.json", "hybrid.json");

    private static Path directory() {
        return Path.of(System.getProperty("golden.dir", "src/test/resources/golden"), "models");
    }

    @TestFactory
    Stream<DynamicTest> predictsWhatKerasPredicts() {
        List<DynamicTest> tests = new ArrayList<>();
        for (JsonNode id : json(directory().resolve("index.json"))) {
            for (String dialect : DIALECTS) {
                Path file = directory().resolve(id.stringValue() + "." + dialect);
                if (Files.exists(file)) {
                    for (DType type : List.of(DType.FLOAT32, DType.FLOAT64)) {
                        tests.add(DynamicTest.dynamicTest(
                                file.getFileName() + " " + type.id(), () -> check(id.stringValue(), file, type)));
                    }
                }
            }
        }
        assertThat(tests).isNotEmpty();
        return tests.stream();
    }

    private static void check(String id, Path file, DType type) {
        JsonNode golden = json(directory().resolve(id + ".io.json"));
        NetworkDefinition read =
                Golden.read(new KerasReader().model(json(file))).definition();
        JsonNode written = new KerasWriter().model(read);
        NetworkDefinition again = Golden.read(new KerasReader().model(written)).definition();
        assertThat(new KerasWriter().model(again)).isEqualTo(written);
        for (NetworkDefinition definition : List.of(read, again)) {
            checkPredictions(golden, file, fed(definition, golden, type), type);
        }
    }

    /** In another type, and with the shape of the data where the model leaves it to them. */
    private static NetworkDefinition fed(NetworkDefinition read, JsonNode golden, DType type) {
        NetworkDefinition typed = new NetworkDefinition(read.name(), read.inputs(), read.nodes(), read.outputs(), type);
        return typed.inputShapes().isPresent()
                ? typed
                : typed.withInputShape(
                        Golden.shape(golden.path("inputs").path(0).path("value"))
                                .tail());
    }

    private static void checkPredictions(JsonNode golden, Path file, NetworkDefinition definition, DType type) {
        Backend backend = Golden.backend();
        Network network = new Network(definition, backend, 1);
        assertThat(network.summary().parameters())
                .isEqualTo(golden.path("parameters").path("total").longValue());
        load(network, golden.path("weights"), backend);
        List<Tensor> inputs = golden.path("inputs")
                .valueStream()
                .map(input -> Golden.tensor(backend, type, input.path("value")))
                .toList();

        List<Tensor> outputs = network.predict(inputs);

        JsonNode want = expected(golden, file, type);
        List<JsonNode> expected = want.valueStream().toList();
        assertThat(outputs).hasSameSizeAs(expected);
        for (int i = 0; i < outputs.size(); i++) {
            String name = definition.outputs().get(i).name();
            Golden.check(
                    golden, type, name, outputs.get(i).toArray(), want.has(name) ? want.path(name) : expected.get(i));
        }
    }

    /** Where the generations of Keras really differ, a file means what it meant to the one that wrote it. */
    private static JsonNode expected(JsonNode golden, Path file, DType type) {
        String version =
                file.toString().contains(".legacy") ? "2.10.0" : file.toString().contains(".hybrid") ? "2.15.0" : "";
        JsonNode old = golden.path("legacy").path(version).path("outputs");
        assumeTrue(old.isMissingNode() || type == DType.FLOAT32, "Keras 2 computed in 32 bits");
        return old.isMissingNode() ? golden.path(type == DType.FLOAT32 ? "outputs" : "outputs_float64") : old;
    }

    /** In Keras' order, which is that of the layers. */
    private static void load(Network network, JsonNode weights, Backend backend) {
        assertThat(network.weights()).hasSize(weights.size());
        for (int i = 0; i < weights.size(); i++) {
            Network.Weight weight = network.weights().get(i);
            assertThat(weight.name()).endsWith(weights.get(i).path("name").stringValue());
            Golden.copy(backend, weights.get(i), weight.value());
        }
    }

    private static JsonNode json(Path file) {
        try {
            return JSON.readTree(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
