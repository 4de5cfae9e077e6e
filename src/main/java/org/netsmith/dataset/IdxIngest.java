package org.netsmith.dataset;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads images and their labels from two IDX files into the columns {@code x} and {@code y}. */
final class IdxIngest {

    private final Intake intake;

    IdxIngest(Intake intake) {
        this.intake = intake;
    }

    private static final Pattern TRAIN = Pattern.compile("(?i)train");
    private static final Pattern TEST = Pattern.compile("(?i)test|t10k");

    /** An upload and what it holds. */
    private record Opened(String name, NumberArray idx) {

        boolean isLabels() {
            return idx.rank() == 1;
        }
    }

    IngestTask.Result run() throws IOException, SQLException {
        List<IngestTask.Upload> uploads = intake.uploads();
        List<ArrayColumns.Part> parts = uploads.size() == 4
                ? List.of(part("train", named(TRAIN)), part("test", named(TEST)))
                : List.of(part("", uploads));
        return new ArrayColumns(intake, uploads.getFirst().name()).of(Format.IDX, parts);
    }

    private List<IngestTask.Upload> named(Pattern part) {
        List<IngestTask.Upload> named = intake.uploads().stream()
                .filter(upload -> part.matcher(upload.name()).find())
                .toList();
        if (named.size() != 2) {
            throw Rejection.of(
                    intake.first().name(),
                    "of four IDX files two have train and two have test or t10k in their names; received "
                            + String.join(
                                    ", ",
                                    intake.uploads().stream()
                                            .map(IngestTask.Upload::name)
                                            .toList()));
        }
        return named;
    }

    /** @param name what the rows are for, empty if nobody said */
    private static ArrayColumns.Part part(String name, List<IngestTask.Upload> uploads) throws IOException {
        if (uploads.size() != 2) {
            throw Rejection.of(
                    uploads.getFirst().name(),
                    "IDX comes in two files, images and labels, or in four, for training and test; received %d"
                            .formatted(uploads.size()));
        }
        List<Opened> opened = new ArrayList<>();
        for (IngestTask.Upload upload : uploads) {
            opened.add(new Opened(upload.name(), Idx.open(upload.name(), upload.file())));
        }
        requireNamesHold(opened);
        Opened images = opened.get(opened.getFirst().isLabels() ? 1 : 0);
        Opened labels = opened.get(opened.getFirst().isLabels() ? 0 : 1);
        requirePair(images, labels);
        return new ArrayColumns.Part(
                name,
                new TreeMap<>(Map.of(
                        "x", new ArrayColumns.Piece(images.name(), images.idx()),
                        "y", new ArrayColumns.Piece(labels.name(), labels.idx()))));
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
