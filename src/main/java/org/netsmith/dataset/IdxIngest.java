package org.netsmith.dataset;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Reads images and their labels from two IDX files into the columns {@code x} and {@code y}. */
final class IdxIngest {

    private final Intake intake;

    IdxIngest(Intake intake) {
        this.intake = intake;
    }

    /** An upload and what it holds. */
    private record Opened(String name, NumberArray idx) {

        boolean isLabels() {
            return idx.rank() == 1;
        }
    }

    IngestTask.Result run() throws IOException, SQLException {
        List<IngestTask.Upload> uploads = intake.uploads();
        if (uploads.size() != 2) {
            throw Rejection.of(
                    uploads.getFirst().name(),
                    "IDX comes in two files, images and labels; received %d".formatted(uploads.size()));
        }
        List<Opened> opened = new ArrayList<>();
        for (IngestTask.Upload upload : uploads) {
            opened.add(new Opened(upload.name(), Idx.open(upload.name(), upload.file())));
        }
        requireNamesHold(opened);
        Opened images = opened.get(opened.getFirst().isLabels() ? 1 : 0);
        Opened labels = opened.get(opened.getFirst().isLabels() ? 0 : 1);
        requirePair(images, labels);
        Map<String, ArrayColumns.Piece> pieces = new TreeMap<>(Map.of(
                "x", new ArrayColumns.Piece(images.name(), images.idx()),
                "y", new ArrayColumns.Piece(labels.name(), labels.idx())));
        return new ArrayColumns(intake, images.name()).of(Format.IDX, List.of(new ArrayColumns.Part("", pieces)));
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
    }
}
