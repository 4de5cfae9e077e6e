package org.netsmith.bench;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Sets of grey images with a part for testing: as four IDX files, as NPZ of bytes, or as a ZIP with a split. */
final class QualityImages {

    private static final String TARGET = "y";
    private static final JsonMapper JSON = JsonMapper.shared();

    private QualityImages() {}

    static QualitySet read(Path data, JsonNode set, Path directory) throws IOException {
        String name = set.path("name").asString();
        Path file = data.resolve(set.path("file").asString());
        return switch (set.path("format").asString()) {
            case "idx" -> idx(name, file);
            case "npz" -> npz(name, file, directory);
            case "image-zip" -> zip(name, file, data.resolve("splits").resolve(name + ".txt"), directory);
            default -> throw new IOException("no images: " + set);
        };
    }

    private static QualitySet of(String name, List<Path> training, List<ObjectNode> test) {
        return new QualitySet(name, "multiclass", TARGET, training, test);
    }

    private static QualitySet idx(String name, Path directory) throws IOException {
        byte[] images = unpacked(directory.resolve("t10k-images-idx3-ubyte.gz"));
        byte[] labels = unpacked(directory.resolve("t10k-labels-idx1-ubyte.gz"));
        List<Path> training = List.of(
                directory.resolve("train-images-idx3-ubyte.gz"), directory.resolve("train-labels-idx1-ubyte.gz"));
        return of(name, training, rows(ByteBuffer.wrap(images, 16, images.length - 16), labels, 8));
    }

    private static byte[] unpacked(Path gzip) throws IOException {
        try (InputStream unpacked = new GZIPInputStream(Files.newInputStream(gzip))) {
            return unpacked.readAllBytes();
        }
    }

    /** The same archive without its part for testing. */
    private static QualitySet npz(String name, Path file, Path directory) throws IOException {
        Path training = directory.resolve(file.getFileName());
        try (ZipFile whole = new ZipFile(file.toFile())) {
            copy(whole, training, Set.of("x_test.npy", "y_test.npy"));
            ByteBuffer images = elements(whole, "x_test.npy");
            ByteBuffer labels = elements(whole, "y_test.npy");
            byte[] bytes = new byte[labels.remaining()];
            labels.get(bytes);
            return of(name, List.of(training), rows(images, bytes, 0));
        }
    }

    /** What follows the header of version 1: ten bytes, and as many as the last two of them say. */
    private static ByteBuffer elements(ZipFile archive, String entry) throws IOException {
        byte[] array = content(archive, archive.getEntry(entry));
        int header = 10 + ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN).getShort(8);
        if (!new String(array, 0, header, java.nio.charset.StandardCharsets.ISO_8859_1).contains("|u1")) {
            throw new IOException(entry + " is not of bytes");
        }
        return ByteBuffer.wrap(array, header, array.length - header);
    }

    /** The same archive without the entries that the split names. */
    private static QualitySet zip(String name, Path file, Path split, Path directory) throws IOException {
        Set<String> tested = new HashSet<>(Files.readAllLines(split));
        Path training = directory.resolve(file.getFileName());
        try (ZipFile whole = new ZipFile(file.toFile())) {
            copy(whole, training, tested);
            List<ObjectNode> rows = new ArrayList<>();
            for (ZipEntry entry : Collections.list(whole.entries())) {
                if (tested.contains(entry.getName())) {
                    BufferedImage image = ImageIO.read(new ByteArrayInputStream(content(whole, entry)));
                    int[] pixels = image.getRaster().getPixels(0, 0, image.getWidth(), image.getHeight(), (int[]) null);
                    rows.add(row(IntStream.of(pixels), entry.getName().split("/")[0]));
                }
            }
            return of(name, List.of(training), rows);
        }
    }

    private static void copy(ZipFile whole, Path target, Set<String> without) throws IOException {
        try (OutputStream file = Files.newOutputStream(target);
                ZipOutputStream archive = new ZipOutputStream(file)) {
            whole.stream().filter(entry -> !without.contains(entry.getName())).forEach(entry -> {
                try {
                    archive.putNextEntry(new ZipEntry(entry.getName()));
                    archive.write(content(whole, entry));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
            });
        }
    }

    private static byte[] content(ZipFile archive, ZipEntry entry) throws IOException {
        try (InputStream content = archive.getInputStream(entry)) {
            return content.readAllBytes();
        }
    }

    private static List<ObjectNode> rows(ByteBuffer images, byte[] labels, int firstLabel) {
        int count = labels.length - firstLabel;
        int size = images.remaining() / count;
        List<ObjectNode> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            int start = images.position() + row * size;
            rows.add(row(
                    IntStream.range(start, start + size).map(i -> images.get(i) & 0xff),
                    String.valueOf(labels[firstLabel + row])));
        }
        return rows;
    }

    private static ObjectNode row(IntStream pixels, String label) {
        ObjectNode row = JSON.createObjectNode().put(TARGET, label);
        var x = row.putArray("x");
        pixels.forEach(x::add);
        return row;
    }
}
