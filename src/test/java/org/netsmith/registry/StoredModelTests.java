package org.netsmith.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.dataset.Encoders;
import org.netsmith.dataset.Instances;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Files that an earlier version of the format was written in, by {@link TestModels} of that time with seed 1, and what
 * the models then answered.
 */
class StoredModelTests {

    private static final Path STORED = Path.of("src/test/resources/stored");

    @ParameterizedTest
    @ValueSource(strings = {"species", "weight", "image"})
    void version1AnswersAsItDid(String model) throws IOException {
        Path directory = STORED.resolve("v1");
        Memory memory = Memory.of(Arena.ofAuto());
        JsonNode answered = JsonMapper.shared()
                .readTree(Files.readString(directory.resolve("predictions.json")))
                .path(model);

        ModelFile file = ModelFile.read(directory.resolve(model + ".safetensors"), memory);

        Encoders encoders = file.encoders();
        Instances rows = Instances.read(answered.path("instances"), encoders);
        assertThat(rows.errors()).isEmpty();
        Table table = rows.table();
        Tensor x = memory.allocate(DType.FLOAT32, encoders.inputShape().prepend(table.rows()));
        encoders.encode(table, table.all(), x);
        Network network = file.restore(new CpuBackend(memory, 1));
        assertThat(network.predict(x).toArray())
                .containsExactly(answered.path("outputs")
                        .valueStream()
                        .mapToDouble(JsonNode::floatValue)
                        .toArray());
    }
}
