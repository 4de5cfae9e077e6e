package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.worker.TaskException;

class NumpyTests {

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "|i1", "|u1", "<i2", ">i2", "<u2", ">u2", "<i4", ">i4", "<u4", ">u4", "<i8", ">i8", "<u8", ">u8", "<f2",
                ">f2", "<f4", ">f4", "<f8", ">f8"
            })
    void readsNumbersOfEveryTypeInBothOrders(String type) throws IOException {
        double[] numbers = IntStream.range(0, 24).mapToDouble(i -> i % 7).toArray();

        double[] rows = x(read("x.npy", npy(type, false, "(4, 2, 3)", numbers)));
        double[] columns = x(read("x.npy", npy(type, true, "(4, 2, 3)", numbers)));

        assertThat(rows).isEqualTo(numbers);
        for (int i = 0; i < 4; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 3; k++) {
                    assertThat(columns[6 * i + 3 * j + k]).isEqualTo(numbers[i + 4 * j + 8 * k]);
                }
            }
        }
    }

    /** The tensor as the normal form holds it, whatever its element type. */
    private static double[] x(Ingests.Ingested ingested) {
        return switch (ingested.table().values("x")) {
            case Values.Bytes bytes ->
                IntStream.range(0, (int) bytes.bytes().byteSize())
                        .mapToDouble(i -> bytes.bytes().get(java.lang.foreign.ValueLayout.JAVA_BYTE, i) & 0xff)
                        .toArray();
            case Values.Floats floats ->
                IntStream.range(0, ingested.table().rows() * floats.size())
                        .mapToDouble(i -> floats.value(i / floats.size(), i % floats.size()))
                        .toArray();
            case Values.Numbers _, Values.Codes _, Values.Reals _ -> throw new AssertionError();
        };
    }

    @Test
    void keepsSignsAndWideNumbersOfLabels() throws IOException {
        assertThat(labels("<i8", 1L << 52, -3)).containsExactly("4503599627370496", "-3");
        assertThat(labels("|i1", -1, 127)).containsExactly("-1", "127");
        assertThat(labels("|u1", 255, 0)).containsExactly("255", "0");
        assertThat(labels("<f4", 1.5, 2)).containsExactly("1.5", "2");
        assertThat(labels("|b1", 1, 0)).containsExactly("true", "false");
    }

    private List<String> labels(String type, double... numbers) throws IOException {
        Ingests.Ingested ingested = read("x.npy", npy(type, false, "(2,)", numbers));
        Values values = ingested.table().values("x");
        return List.of(values.text(0), values.text(1));
    }

    @Test
    void readsTrainingAndTestArraysAsOneDataSetWithAColumnThatTellsThemApart() throws IOException {
        Map<String, byte[]> arrays = new LinkedHashMap<>();
        arrays.put("y_test", npy("<i8", false, "(1, 1)", 9));
        arrays.put("x_test", npy("|u1", false, "(1, 2)", 5, 6));
        arrays.put("X_train", npy("|u1", false, "(2, 2)", 1, 2, 3, 4));
        arrays.put("y_train", npy("<i8", false, "(2, 1)", 7, 8));

        Ingests.Ingested ingested = read("set.npz", npz(arrays));

        assertThat(ingested.result().format()).isEqualTo("npz");
        assertThat(ingested.names()).containsExactly("x", "y", "split");
        assertThat(ingested.column("x").shape()).containsExactly(2L);
        assertThat(x(ingested)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(ingested.column("y").categories()).containsExactly("7", "8", "9");
        assertThat(IntStream.range(0, 3)
                        .mapToObj(row -> ingested.table().values("split").text(row)))
                .containsExactly("train", "train", "test");
    }

    @Test
    void readsTextLabels() throws IOException {
        byte[] labels = concat(header("<U3", false, "(2,)"), "catox\0", "UTF-32LE");

        Ingests.Ingested ingested = read("set.npz", npz(Map.of("x", npy("<f4", false, "(2, 1)", 0.5, 1), "y", labels)));

        assertThat(ingested.table().values("y").text(0)).isEqualTo("cat");
        assertThat(ingested.table().values("y").text(1)).isEqualTo("ox");
    }

    @Test
    void integersThatLoseDigitsAreToldOf() throws IOException {
        assertThat(read("x.npy", npy("<i8", false, "(1, 2)", 0x1p60, 1)).warnings())
                .contains("rounded to numbers of 32 bits");
        assertThat(read("x.npy", npy("<i8", false, "(1, 2)", 0x1p20, 1)).warnings())
                .isEqualTo("[]");
    }

    @Test
    void bytesBesideNumbersAreNumbers() throws IOException {
        Map<String, byte[]> arrays = Map.of(
                "x_train", npy("|u1", false, "(1, 2)", 200, 3),
                "y_train", npy("|u1", false, "(1,)", 1),
                "x_test", npy("<f4", false, "(1, 2)", 0.5, 7),
                "y_test", npy("|u1", false, "(1,)", 0));

        assertThat(x(read("set.npz", npz(arrays)))).containsExactly(200, 3, 0.5, 7);
    }

    @Test
    void takesNaNAmongLabelsAsMissingWithAWord() throws IOException {
        Ingests.Ingested ingested = read("y.npy", npy("<f8", false, "(3,)", 1.5, Double.NaN, 2));

        assertThat(ingested.column("x").missing()).isEqualTo(1);
        assertThat(ingested.warnings()).contains("1 values are empty, NaN or infinite");
    }

    @Test
    void neverRunsWhatAHeaderSays() {
        String open = "{'descr': __import__('os').system('touch %s'), 'fortran_order': False, 'shape': (1,), }";
        assertRefused(raw(open.formatted(scratch.resolve("ran"))), "elements of type __import__('os')");
        assertThat(scratch.resolve("ran")).doesNotExist();
        assertRefused(raw("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (1,), }"), "elements of several fields");
        assertRefused(raw("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }"), "object arrays");
        assertRefused(raw("{'descr': '<c8', 'fortran_order': False, 'shape': (1,), }"), "elements of type <c8");
        assertRefused(raw("{'descr': '<f4', 'fortran_order': maybe, 'shape': (1,), }"), "a header that NumPy does not");
        assertRefused(
                raw("{'descr': '<f4', 'fortran_order': False, 'shape': (1e3,), }"), "a header that NumPy does not");
    }

    @Test
    void refusesSizesThatCannotBe() {
        String header = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }";
        assertRefused(raw(header.formatted("(4294967296, 4294967296)")), "too large");
        assertRefused(raw(header.formatted("(99999999999999999999,)")), "too large");
        assertRefused(raw(header.formatted("(100000000, 100000000)")), "the data ends early");
        assertRefused(raw(header.formatted("(0, 3)")), "no rows");
        assertRefused(raw(header.formatted("()")), "the data ends early", "a single value");
        byte[] longer = raw("{}");
        longer[8] = (byte) 0xff;
        longer[9] = (byte) 0xff;
        assertRefused(longer, "more than there are");
    }

    private void assertRefused(byte[] content, String... anyOf) {
        assertThatThrownBy(() -> read("x.npy", content)).isInstanceOfSatisfying(TaskException.class, refusal -> {
            assertThat(refusal.slug()).isEqualTo("invalid-dataset");
            assertThat(List.of(anyOf)).as(refusal.getMessage()).anyMatch(refusal.getMessage()::contains);
        });
    }

    private Ingests.Ingested read(String name, byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "upload", ""), content);
        return Ingests.run(List.of(new IngestTask.Upload(name, file)), IngestOptions.NONE, scratch);
    }

    private static byte[] raw(String header) {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(10 + text.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
                .putShort((short) text.length)
                .put(text)
                .array();
    }

    private static byte[] header(String type, boolean columnMajor, String shape) {
        return raw("{'descr': '%s', 'fortran_order': %s, 'shape': %s, }\n"
                .formatted(type, columnMajor ? "True" : "False", shape));
    }

    private static byte[] concat(byte[] header, String text, String charset) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header);
        bytes.writeBytes(text.getBytes(Charset.forName(charset)));
        return bytes.toByteArray();
    }

    private static byte[] npy(String type, boolean columnMajor, String shape, double... numbers) {
        int size = type.charAt(2) - '0';
        ByteBuffer elements = ByteBuffer.allocate(size * numbers.length)
                .order(type.charAt(0) == '>' ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        for (double number : numbers) {
            put(elements, type.charAt(1) == 'f', size, number);
        }
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(header(type, columnMajor, shape));
        bytes.writeBytes(elements.array());
        return bytes.toByteArray();
    }

    private static void put(ByteBuffer elements, boolean real, int size, double number) {
        switch (size) {
            case 1 -> elements.put((byte) number);
            case 2 -> elements.putShort(real ? Float.floatToFloat16((float) number) : (short) number);
            case 4 -> elements.putInt(real ? Float.floatToIntBits((float) number) : (int) number);
            default -> elements.putLong(real ? Double.doubleToLongBits(number) : (long) number);
        }
    }

    private static byte[] npz(Map<String, byte[]> arrays) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ZipOutputStream(bytes)) {
            for (var array : arrays.entrySet()) {
                output.putNextEntry(new ZipEntry(array.getKey() + ".npy"));
                output.write(array.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
