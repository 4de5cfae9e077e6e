package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.airlift.compress.zstd.ZstdOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.worker.TaskException;

class CompressionTests {

    private static final String TABLE = "x,y\n" + "1,a\n2,b\n".repeat(5000);

    @TempDir
    Path scratch;

    @Test
    void readsZstandardOfOneOrMoreFrames() throws IOException {
        byte[] frame = zstd(TABLE);
        byte[] rest = zstd("3,c\n");
        byte[] both = Arrays.copyOf(frame, frame.length + rest.length);
        System.arraycopy(rest, 0, both, frame.length, rest.length);

        assertThat(read("table.csv.zst", frame).result().rows()).isEqualTo(10_000);
        assertThat(read("table.csv.zst", both).result().rows()).isEqualTo(10_001);
    }

    @Test
    void refusesZstandardThatEndsEarlyOrIsDamaged() throws IOException {
        byte[] frame = zstd(TABLE);
        byte[] damaged = frame.clone();
        damaged[damaged.length - 1] ^= 1;

        assertRefused("t.csv.zst", Arrays.copyOf(frame, frame.length - 7), "the zstd data ends early");
        assertRefused("t.csv.zst", damaged, "damaged zstd data (check sum)");
    }

    @Test
    void boundsWhatZstandardUnpacksTo() throws IOException {
        Path file = Files.write(scratch.resolve("zeros.csv.zst"), zstd("0\n".repeat(1 << 20)));

        assertThatThrownBy(() -> Unpacked.of(Ingests.upload(file), scratch.resolve("unpacked"), 1 << 16))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("limit of 65536 bytes");
    }

    @Test
    void readsTheOnlyTableOfAnArchive() throws IOException {
        Ingests.Ingested table = read("data.zip", zip("__MACOSX/._t.csv", "x", "folder/t.csv", TABLE));

        assertThat(table.result().format()).isEqualTo("csv");
        assertThat(table.result().rows()).isEqualTo(10_000);
        assertThat(table.result().warnings()).isEmpty();
    }

    @Test
    void refusesArchivesOfManyTablesAndDamagedOnes() throws IOException {
        byte[] one = zip("t.csv", TABLE);
        byte[] damaged = one.clone();
        Arrays.fill(damaged, 45, 60, (byte) 1);

        assertRefused("t.zip", zip("a.csv", TABLE, "b.csv", TABLE), "no images (and no single table)");
        assertRefused("t.zip", zip("t.csv.gz", "\u001f\u008bxxxx"), "damaged gzip data", "gzip in another compression");
        assertRefused("t.zip", damaged, "damaged in the archive");
        assertRefused("t.zip", Arrays.copyOf(one, 60), "not a complete ZIP archive");
    }

    private Ingests.Ingested read(String name, byte[] content) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "upload", ""), content);
        return Ingests.run(List.of(new IngestTask.Upload(name, file)), IngestOptions.NONE, scratch);
    }

    private void assertRefused(String name, byte[] content, String... anyOf) {
        assertThatThrownBy(() -> read(name, content))
                .isInstanceOfSatisfying(
                        TaskException.class,
                        refusal -> assertThat(Arrays.stream(anyOf).filter(refusal.getMessage()::contains))
                                .as(refusal.getMessage())
                                .isNotEmpty());
    }

    private static byte[] zstd(String text) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ZstdOutputStream(bytes)) {
            output.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    private static byte[] zip(String... namesAndContents) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndContents.length; i += 2) {
                output.putNextEntry(new ZipEntry(namesAndContents[i]));
                output.write(namesAndContents[i + 1].getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return bytes.toByteArray();
    }
}
