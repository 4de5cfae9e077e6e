package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads images and their labels from two IDX files into the columns {@code x} and {@code y}. */
final class IdxIngest {

    private static final int MOST_ROW_BYTES = 1 << 20;

    private final List<IngestTask.Upload> uploads;
    private final IngestLimits limits;
    private final Path directory;

    IdxIngest(List<IngestTask.Upload> uploads, IngestLimits limits, Path directory) {
        this.uploads = uploads;
        this.limits = limits;
        this.directory = directory;
    }

    /** An upload, its unpacked file and what it holds. */
    private record Opened(String name, Path file, Idx idx) {

        boolean isLabels() {
            return idx.rank() == 1;
        }
    }

    IngestTask.Result run() throws IOException {
        if (uploads.size() != 2) {
            throw Rejection.of(
                    uploads.getFirst().name(),
                    "IDX comes in two files, images and labels; received %d".formatted(uploads.size()));
        }
        List<Opened> opened = new ArrayList<>();
        for (IngestTask.Upload upload : uploads) {
            opened.add(open(upload));
        }
        requireNamesHold(opened);
        Opened images = opened.get(opened.getFirst().isLabels() ? 1 : 0);
        Opened labels = opened.get(opened.getFirst().isLabels() ? 0 : 1);
        requirePair(images, labels);
        return result(images, labels);
    }

    private Opened open(IngestTask.Upload upload) throws IOException {
        Path unpacked =
                Unpacked.of(upload, directory.resolve("unpacked-" + uploads.indexOf(upload)), limits.unpackedBytes());
        return new Opened(upload.name(), unpacked, Idx.open(upload.name(), unpacked));
    }

    /** A file called images that holds labels is a mistake to report, not to mend. */
    private static void requireNamesHold(List<Opened> opened) {
        Opened first = opened.getFirst();
        Opened second = opened.getLast();
        boolean swapped = claims(first, "image", "idx3") && first.isLabels() && !second.isLabels()
                || claims(second, "image", "idx3") && second.isLabels() && !first.isLabels()
                || claims(first, "label", "idx1") && !first.isLabels() && second.isLabels()
                || claims(second, "label", "idx1") && !second.isLabels() && first.isLabels();
        if (swapped) {
            throw Rejection.of(
                    first.name(),
                    "\"%s\" has %d and \"%s\" has %d dimensions; images have 3, labels 1: are the two exchanged?"
                            .formatted(
                                    first.name(),
                                    first.idx().rank(),
                                    second.name(),
                                    second.idx().rank()));
        }
    }

    private static boolean claims(Opened opened, String word, String type) {
        String name = opened.name().toLowerCase(Locale.ROOT);
        return name.contains(word) || name.contains(type);
    }

    private static void requirePair(Opened images, Opened labels) {
        if (images.isLabels() == labels.isLabels()) {
            throw Rejection.of(
                    images.name(),
                    "images have 2 to 4 dimensions and labels 1; received %d and %d"
                            .formatted(images.idx().rank(), labels.idx().rank()));
        }
        if (images.idx().rows() != labels.idx().rows()) {
            throw Rejection.of(
                    images.name(),
                    "%d images but %d labels"
                            .formatted(images.idx().rows(), labels.idx().rows()));
        }
        if (images.idx().rows() > Integer.MAX_VALUE - 8
                || images.idx().bytes().byteSize() / images.idx().rows() > MOST_ROW_BYTES) {
            throw Rejection.of(
                    images.name(),
                    "images of %s; at most %d rows of %d bytes are read"
                            .formatted(images.idx().extents(), Integer.MAX_VALUE - 8, MOST_ROW_BYTES));
        }
    }

    private IngestTask.Result result(Opened images, Opened labels) throws IOException {
        List<Column> columns = List.of(ByteProfile.tensor("x", images.idx()), ByteProfile.integer("y", labels.idx()));
        Map<String, String> files = new LinkedHashMap<>();
        files.put("x", keep(images, "x.idx"));
        files.put("y", keep(labels, "y.idx"));
        Preview.write(images.idx(), labels.idx(), directory.resolve(Preview.FILE));
        return new IngestTask.Result("idx", images.idx().rows(), columns, files, Preview.FILE, List.of());
    }

    private String keep(Opened opened, String name) throws IOException {
        Path target = directory.resolve(name);
        if (opened.file().startsWith(directory)) {
            Files.move(opened.file(), target);
        } else {
            Files.copy(opened.file(), target);
        }
        return name;
    }
}
