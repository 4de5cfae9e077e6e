package org.netsmith.format.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.format.safetensors.Safetensors.Entry;

class SafetensorsTests {

    @TempDir
    Path directory;

    private final Memory memory = Memory.of(Arena.ofAuto());

    @Test
    void readsBackWhatItWrote() {
        Safetensors written = new Safetensors(
                new TreeMap<>(Map.of("network", "{\"é\": \"\\n\"}", "a", "")),
                List.of(
                        new Entry("dense/kernel", ramp(DType.FLOAT32, 3, 5)),
                                new Entry("dense/bias", ramp(DType.FLOAT64, 7)),
                        new Entry("empty", ramp(DType.FLOAT32, 0, 4)), new Entry("scalar", ramp(DType.FLOAT64))));
        Path file = directory.resolve("model");

        written.write(file);
        Safetensors read = Safetensors.read(file, memory);

        assertThat(read.metadata()).isEqualTo(written.metadata());
        assertThat(read.tensors())
                .extracting(Entry::name)
                .containsExactly("dense/kernel", "dense/bias", "empty", "scalar");
        for (int i = 0; i < 4; i++) {
            Tensor expected = written.tensors().get(i).tensor();
            Tensor actual = read.tensors().get(i).tensor();
            assertThat(actual.type()).isEqualTo(expected.type());
            assertThat(actual.shape()).isEqualTo(expected.shape());
            assertThat(actual.toArray()).isEqualTo(expected.toArray());
        }
    }

    @Test
    void movesTensorsLargerThanOnePiece() {
        Tensor large = ramp(DType.FLOAT64, 300_001);
        Path file = directory.resolve("large");

        new Safetensors(new TreeMap<>(), List.of(new Entry("w", large))).write(file);

        assertThat(Safetensors.read(file, memory).tensors().getFirst().tensor().toArray())
                .isEqualTo(large.toArray());
    }

    @Test
    void writesTheSameBytesForTheSameContent() throws IOException {
        Safetensors content = new Safetensors(
                new TreeMap<>(Map.of("b", "2", "a", "1")), List.of(new Entry("w", ramp(DType.FLOAT32, 3))));
        content.write(directory.resolve("one"));
        content.write(directory.resolve("two"));

        assertThat(Files.readAllBytes(directory.resolve("one")))
                .isEqualTo(Files.readAllBytes(directory.resolve("two")));
    }

    @Test
    void writesTheFormatByTheByte() throws IOException {
        Path file = directory.resolve("bytes");
        new Safetensors(new TreeMap<>(Map.of("k", "v")), List.of(new Entry("w", ramp(DType.FLOAT32, 2)))).write(file);
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);

        int length = (int) bytes.getLong(0);
        String header = new String(bytes.array(), 8, length, StandardCharsets.UTF_8);

        assertThat(length % 8).isZero();
        assertThat(header.stripTrailing())
                .isEqualTo(
                        "{\"__metadata__\":{\"k\":\"v\"},\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}");
        assertThat(bytes.getFloat(8 + length)).isEqualTo(-1f);
        assertThat(bytes.getFloat(8 + length + 4)).isEqualTo(-0.875f);
        assertThat(bytes.capacity()).isEqualTo(8 + length + 8);
    }

    @Test
    void refusesToWriteANameTwice() {
        Safetensors twice = new Safetensors(
                new TreeMap<>(),
                List.of(new Entry("w", ramp(DType.FLOAT32, 1)), new Entry("w", ramp(DType.FLOAT32, 1))));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> twice.write(directory.resolve("twice")))
                .withMessageContaining("'w'");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        no object | [] | 0 | start with '{'
        cut off | {"w":{"dtype":"F32","shape":[1],"data_ | 4 | no valid JSON
        words after it | {} x | 0 | no valid JSON
        name twice | {"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"w":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}} | 0 | no valid JSON
        key twice | {"w":{"dtype":"F32","dtype":"F64","shape":[1],"data_offsets":[0,4]}} | 4 | no valid JSON
        deeply nested | {"w":[[[[[[[[[[[]]]]]]]]]]]} | 0 | no valid JSON
        unknown key | {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}} | 4 | exactly the keys
        missing shape | {"w":{"dtype":"F32","data_offsets":[0,4]}} | 4 | exactly the keys
        no tensor | {"w":7} | 0 | exactly the keys
        half floats | {"w":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}} | 4 | F16
        dtype a number | {"w":{"dtype":32,"shape":[1],"data_offsets":[0,4]}} | 4 | dtype 32
        negative extent | {"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}} | 4 | whole numbers
        fractional extent | {"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}} | 4 | whole numbers
        shape a number | {"w":{"dtype":"F32","shape":1,"data_offsets":[0,4]}} | 4 | whole numbers
        extents overflow | {"w":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}} | 0 | too large
        bytes overflow | {"w":{"dtype":"F64","shape":[4611686018427387904],"data_offsets":[0,0]}} | 0 | too large
        extent beyond 64 bits | {"w":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,0]}} | 0 | whole numbers
        one offset | {"w":{"dtype":"F32","shape":[1],"data_offsets":[4]}} | 4 | two data_offsets
        offsets swapped | {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}} | 4 | does not fill
        shape too small | {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}} | 8 | does not fill
        gap in front | {"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | without gap
        overlap | {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 4 | without gap
        bytes missing | {"w":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}} | 12 | holds 12
        bytes left over | {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} | 5 | holds 5
        bytes without tensors | {} | 1 | holds 1
        metadata a list | {"__metadata__":[]} | 0 | strings to strings
        metadata not strings | {"__metadata__":{"a":1}} | 0 | strings to strings
        """)
    void refusesDamagedHeaders(String damage, String header, int dataBytes, String reason) throws IOException {
        Path file = file(header.getBytes(StandardCharsets.UTF_8).length, header, dataBytes);

        assertThatThrownBy(() -> Safetensors.read(file, memory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("not a safetensors file")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @CsvSource({"-1, at most", "9223372036854775807, at most", "100000001, at most", "3, shorter"})
    void refusesHeaderLengthsThatCannotBe(long length, String reason) throws IOException {
        Path file = file(length, "{}", 0);

        assertThatThrownBy(() -> Safetensors.read(file, memory))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void refusesEveryTruncationOfAFile() throws IOException {
        Path file = directory.resolve("whole");
        new Safetensors(new TreeMap<>(), List.of(new Entry("w", ramp(DType.FLOAT32, 2)))).write(file);
        byte[] whole = Files.readAllBytes(file);

        for (int length = 0; length < whole.length; length++) {
            Path cut = Files.write(directory.resolve("cut"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.read(cut, memory)).isInstanceOf(UncheckedIOException.class);
        }
    }

    private Path file(long length, String header, int dataBytes) throws IOException {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + json.length + dataBytes).order(ByteOrder.LITTLE_ENDIAN);
        return Files.write(
                directory.resolve("damaged"), bytes.putLong(length).put(json).array());
    }

    /** −1, −0.875, …: exact in both types. */
    private Tensor ramp(DType type, long... extents) {
        Tensor tensor = memory.allocate(type, Shape.of(extents));
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, i / 8.0 - 1);
        }
        return tensor;
    }
}
