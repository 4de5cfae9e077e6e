package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.worker.TaskException;

class ImagesTests {

    @TempDir
    Path scratch;

    @ParameterizedTest
    @ValueSource(strings = {"png", "gif", "bmp", "jpg"})
    void readsColoursOfEveryFormat(String format) throws IOException {
        int tolerance = format.equals("jpg") ? 3 : 0;

        Picture picture = Picture.of(encoded(plain(5, 4, 0xc08040), format));

        assertThat(picture.width()).isEqualTo(5);
        assertThat(picture.height()).isEqualTo(4);
        assertThat(picture.channels()).isEqualTo(3);
        assertThat(picture.pixels()[0] & 0xff).isBetween(0xc0 - tolerance, 0xc0 + tolerance);
        assertThat(picture.pixels()[1] & 0xff).isBetween(0x80 - tolerance, 0x80 + tolerance);
        assertThat(picture.pixels()[2] & 0xff).isBetween(0x40 - tolerance, 0x40 + tolerance);
    }

    @Test
    void takesGreyAsItIsStored() throws IOException {
        BufferedImage image = new BufferedImage(2, 1, BufferedImage.TYPE_BYTE_GRAY);
        image.getRaster().setSample(0, 0, 0, 100);
        image.getRaster().setSample(1, 0, 0, 7);

        Picture picture = Picture.of(encoded(image, "png"));

        assertThat(picture.channels()).isEqualTo(1);
        assertThat(picture.pixels()).containsExactly(100, 7);
        assertThat(picture.withChannels(3).pixels()).containsExactly(100, 100, 100, 7, 7, 7);
        assertThat(picture.withChannels(3).withChannels(1).pixels()).containsExactly(100, 7);
    }

    @Test
    void scalesByATriangleFilter() {
        Picture picture = new Picture(4, 1, 1, new byte[] {0, 40, 80, 120});

        assertThat(picture.scaled(2, 1).pixels()).containsExactly(new byte[] {29, 91});
        assertThat(picture.scaled(4, 2).pixels()).containsExactly(0, 40, 80, 120, 0, 40, 80, 120);
        assertThat(new Picture(2, 1, 1, new byte[] {0, 100}).scaled(4, 1).pixels())
                .containsExactly(0, 25, 75, 100);
        assertThat(new Picture(2, 2, 3, new byte[12]).scaled(5, 7).pixels())
                .hasSize(105)
                .containsOnly(0);
    }

    @Test
    void bringsImagesToTheSizeAndColourThatTheOptionsSay() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("cat/1.png", encoded(plain(8, 6, 0xffffff), "png"));
        files.put("set\\dog\\2.gif", encoded(plain(3, 5, 0x000000), "gif"));
        var image = new IngestOptions.ImageSize(4, 2, 1);

        Ingests.Ingested ingested = read(zip(files), new IngestOptions(null, null, null, null, null, image));

        assertThat(ingested.column("x").shape()).containsExactly(2L, 4L);
        assertThat(ingested.column("x").max()).isEqualTo(255);
        assertThat(ingested.column("y").categories()).containsExactly("cat", "dog");
        assertThat(ingested.warnings()).isEqualTo("[]");
    }

    @Test
    void readsAllInColourWhereOneHasIt() throws IOException {
        BufferedImage grey = new BufferedImage(4, 4, BufferedImage.TYPE_BYTE_GRAY);

        Ingests.Ingested ingested = read(
                zip(Map.of("a/1.png", encoded(grey, "png"), "b/1.png", encoded(plain(4, 4, 0xff0000), "png"))),
                IngestOptions.NONE);

        assertThat(ingested.column("x").shape()).containsExactly(4L, 4L, 3L);
        assertThat(ingested.warnings()).contains("1 of 2 images are grey");
    }

    @Test
    void refusesWhereMoreThanATenthCannotBeRead() throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 9; i++) {
            files.put("a/%d.png".formatted(i), encoded(plain(4, 4, i), "png"));
        }
        files.put("b/cut.png", java.util.Arrays.copyOf(encoded(plain(4, 4, 1), "png"), 40));

        assertThatThrownBy(() -> read(zip(files), IngestOptions.NONE))
                .isInstanceOf(TaskException.class)
                .hasMessageContaining("1 images cannot be read: b/cut.png");
    }

    @Test
    void refusesOptionsThatMeanNothing() throws IOException {
        byte[] one = zip(Map.of("a/1.png", encoded(plain(4, 4, 1), "png")));
        var half = new IngestOptions(null, null, null, null, null, new IngestOptions.ImageSize(4, null, 2));
        var delimiter = new IngestOptions(";", null, null, null, null, null);

        assertThatThrownBy(() -> read(one, half))
                .hasMessageContaining("width and height go together")
                .hasMessageContaining("1 more");
        assertThatThrownBy(() -> read(one, delimiter)).hasMessageContaining("has no delimiter");
        assertThatThrownBy(() -> Ingests.text("a,b\n1,2\n", half, scratch)).hasMessageContaining("width and height");
    }

    private Ingests.Ingested read(byte[] archive, IngestOptions options) throws IOException {
        Path file = Files.write(Files.createTempFile(scratch, "images", ".zip"), archive);
        return Ingests.run(List.of(Ingests.upload(file)), options, scratch);
    }

    private static BufferedImage plain(int width, int height, int colour) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < width; x++) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, colour);
            }
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image, String format) throws IOException {
        var bytes = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, bytes)).isTrue();
        return bytes.toByteArray();
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var output = new ZipOutputStream(bytes)) {
            for (var file : files.entrySet()) {
                output.putNextEntry(new ZipEntry(file.getKey()));
                output.write(file.getValue());
            }
        }
        return bytes.toByteArray();
    }
}
