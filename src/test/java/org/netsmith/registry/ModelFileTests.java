package org.netsmith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.network.Network;
import org.netsmith.format.safetensors.Safetensors;

class ModelFileTests {

    private static final Memory MEMORY = Memory.of(Arena.ofAuto());

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void writesAModel() {
        file = directory.resolve("model.safetensors");
        TestModels.species(1).write(file);
    }

    @Test
    void isReadAsItWasWritten() {
        ModelFile written = TestModels.species(1);

        ModelFile read = ModelFile.read(file, MEMORY);

        assertThat(read.network()).isEqualTo(written.network());
        assertThat(read.encoders()).isEqualTo(written.encoders());
        assertThat(read.lineage()).isEqualTo(written.lineage());
        assertThat(bits(read.weights())).isEqualTo(bits(written.weights()));
    }

    @Test
    void everyKindOfEncoderIsReadAsItWasWritten() {
        for (ModelFile model : List.of(TestModels.image(1), TestModels.weight(1), TestModels.yesOrNo(1))) {
            model.write(file);
            assertThat(ModelFile.read(file, MEMORY).encoders()).isEqualTo(model.encoders());
        }
    }

    @Test
    void theSameModelGivesTheSameBytes() throws IOException {
        Path again = directory.resolve("again.safetensors");
        TestModels.species(1).write(again);
        Path other = directory.resolve("other.safetensors");
        TestModels.species(2).write(other);

        assertThat(again).hasSameBinaryContentAs(file);
        assertThat(Files.mismatch(file, other)).isNotEqualTo(-1);
    }

    @Test
    void readingAndWritingAgainGivesTheSameBytes() {
        Path again = directory.resolve("again.safetensors");

        ModelFile.read(file, MEMORY).write(again);

        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void aRestoredNetworkHasTheWeightsOfTheFile() {
        ModelFile read = ModelFile.read(file, MEMORY);

        Network network = read.restore(new CpuBackend(MEMORY, 1));

        assertThat(bits(ModelFile.of(network, read.encoders(), Map.of()).weights()))
                .isEqualTo(bits(read.weights()));
    }

    @ParameterizedTest
    @CsvSource({
        "format,         other-model,  netsmith-model",
        "format_version, 3,            format version must be at most 2",
        "network,        {},           network cannot be read",
        "network,        [[[,          network cannot be read",
        "encoders,       {\"a\": 1},   encoders cannot be read",
        "lineage,        7,            lineage cannot be read",
        "format,         ,             must hold format",
        "encoders,       ,             must hold encoders"
    })
    void refusesMetadataThatItDidNotWrite(String key, String value, String message) {
        Safetensors written = Safetensors.read(file, MEMORY);
        TreeMap<String, String> metadata = new TreeMap<>(written.metadata());
        if (value == null) {
            metadata.remove(key);
        } else {
            metadata.put(key, value);
        }
        new Safetensors(metadata, written.tensors()).write(file);

        assertRefused(message);
    }

    @Test
    void refusesWeightsThatAreNotTheNetworks() {
        Safetensors written = Safetensors.read(file, MEMORY);
        List<Safetensors.Entry> tensors = written.tensors();

        new Safetensors(written.metadata(), tensors.subList(1, tensors.size())).write(file);
        assertRefused("tensors must be");

        new Safetensors(written.metadata(), Safetensors.read(other(), MEMORY).tensors()).write(file);
        assertRefused("layer_0/kernel must be [5, 16]");
    }

    private Path other() {
        Path other = directory.resolve("other.safetensors");
        TestModels.model(1, TestModels.species(), Dense.of(17, new Linear()), Dense.of(3, new Linear()))
                .write(other);
        return other;
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int length : new int[] {0, 7, 8, 100, bytes.length - 1}) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatExceptionOfType(ModelFileException.class).isThrownBy(() -> ModelFile.read(file, MEMORY));
        }
    }

    @Test
    void aFlippedBitInTheHeaderIsRefusedOrReadButNeverAnythingElse() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        long header = 8 + ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        int refused = 0;
        for (int position = 0; position < header; position += 3) {
            byte[] damaged = bytes.clone();
            damaged[position] ^= (byte) (1 << position % 8);
            Files.write(file, damaged);
            try {
                ModelFile.read(file, MEMORY);
            } catch (ModelFileException expected) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan((int) header / 6);
    }

    @Test
    void theMessageOfARefusalHoldsNoPath() throws IOException {
        Files.write(file, "nonsense".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ModelFile.read(file, MEMORY))
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain(directory.toString()));
    }

    private void assertRefused(String message) {
        assertThatExceptionOfType(ModelFileException.class)
                .isThrownBy(() -> ModelFile.read(file, MEMORY))
                .withMessageContaining(message);
    }

    private static Map<String, List<Byte>> bits(List<Safetensors.Entry> weights) {
        Map<String, List<Byte>> bits = new TreeMap<>();
        weights.forEach(entry -> {
            byte[] bytes = entry.tensor().segment().toArray(ValueLayout.JAVA_BYTE);
            bits.put(
                    entry.name(),
                    IntStream.range(0, bytes.length).mapToObj(i -> bytes[i]).toList());
        });
        return bits;
    }
}
