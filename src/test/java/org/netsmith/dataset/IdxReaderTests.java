package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.worker.TaskException;

class IdxReaderTests {

    @TempDir
    Path scratch;

    @Test
    void readsExtentsAndElements() throws IOException {
        NumberArray idx = open(idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 255));

        assertThat(idx.extents()).containsExactly(2L, 3L);
        assertThat(idx.rows()).isEqualTo(2);
        assertThat(idx.rowSize()).isEqualTo(3);
        assertThat(idx.number(0)).isEqualTo(1);
        assertThat(idx.number(5)).isEqualTo(255);
    }

    @Test
    void refusesAnythingButTheExactSize() {
        assertRefused(idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5), "6 bytes expected, 5 found");
        assertRefused(idx(8, new int[] {2, 3}, 1, 2, 3, 4, 5, 6, 7), "6 bytes expected, 7 found");
    }

    @Test
    void refusesProductsThatOverflowWithoutReservingMemory() {
        assertRefused(idx(8, new int[] {-1, -1, -1}, 1, 2, 3), "more elements than any file can hold");
    }

    @Test
    void refusesOtherMagicOtherTypesAndManyDimensions() {
        assertRefused(new byte[] {0x12, 0x34, 0x56, 0x78}, "not IDX");
        assertRefused(new byte[] {}, "not IDX");
        assertRefused(idx(0x0a, new int[] {1}, 0, 0, 0, 0), "type 0x0A");
        assertRefused(idx(8, new int[] {1, 1, 1, 1, 1}, 1), "5 dimensions");
        assertRefused(new byte[] {0, 0, 8, 3, 0, 0}, "ends early");
        assertRefused(idx(8, new int[] {0, 3}), "no rows");
    }

    @Test
    void ingestsImagesAndLabelsInEitherOrderPackedOrNot() {
        List<IngestTask.Upload> uploads = List.of(
                Ingests.upload(Ingests.DATA.resolve("mnist/t10k-labels-idx1-ubyte.gz")),
                Ingests.upload(Ingests.DATA.resolve("mnist/t10k-images-idx3-ubyte.gz")));

        Ingests.Ingested ingested = Ingests.run(uploads, IngestOptions.NONE, scratch);

        assertThat(ingested.result().format()).isEqualTo("idx");
        assertThat(ingested.result().rows()).isEqualTo(100);
        Column x = ingested.column("x");
        assertThat(x.type()).isEqualTo(ColumnType.TENSOR);
        assertThat(x.shape()).containsExactly(28L, 28L);
        assertThat(x.min()).isZero();
        assertThat(x.max()).isEqualTo(255);
        Column y = ingested.column("y");
        assertThat(y.type()).isEqualTo(ColumnType.INTEGER);
        assertThat(y.categories()).containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
        assertThat(ingested.table().values("y").text(0)).isEqualTo("7");
    }

    private NumberArray open(byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "idx", ""), content);
        return Idx.open("images", file);
    }

    private void assertRefused(byte[] content, String reason) {
        assertThatThrownBy(() -> open(content)).isInstanceOfSatisfying(TaskException.class, refusal -> {
            assertThat(refusal.slug()).isEqualTo("invalid-dataset");
            assertThat(refusal).hasMessageContaining(reason).hasMessageContaining("images");
        });
    }

    private static byte[] idx(int type, int[] extents, int... elements) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, (byte) type, (byte) extents.length});
        for (int extent : extents) {
            out.writeBytes(ByteBuffer.allocate(4).putInt(extent).array());
        }
        for (int element : elements) {
            out.write(element);
        }
        return out.toByteArray();
    }

    private Ingests.Ingested mnist(String... names) {
        return Ingests.run(
                Stream.of(names)
                        .map(name -> Ingests.upload(Ingests.DATA.resolve("mnist/" + name)))
                        .toList(),
                IngestOptions.NONE,
                scratch);
    }

    @Test
    void fourFilesAreTrainingAndTest() {
        Ingests.Ingested ingested = mnist(
                "t10k-images-idx3-ubyte.gz",
                "t10k-labels-idx1-ubyte.gz",
                "train-images-idx3-ubyte.gz",
                "train-labels-idx1-ubyte.gz");

        assertThat(ingested.names()).containsExactly("x", "y", "split");
        assertThat(ingested.result().rows()).isEqualTo(600);
        assertThat(ingested.column("split").topValues())
                .containsExactly(new Column.TopValue("train", 500), new Column.TopValue("test", 100));
        assertThat(ingested.table().values("split").text(0)).isEqualTo("train");
    }

    @Test
    void fourFilesSayInTheirNamesWhatTheyAre() throws IOException {
        Path file = Files.write(scratch.resolve("b"), idx(8, new int[] {1}, 1));
        List<IngestTask.Upload> four = Stream.of("a-idx", "train-idx", "test-idx", "test2-idx")
                .map(name -> new IngestTask.Upload(name, file))
                .toList();

        assertThatThrownBy(() -> Ingests.run(four, IngestOptions.NONE, scratch))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("two have train and two have test");
    }
}
