package org.netsmith.dataset;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import org.duckdb.DuckDBAppender;

/**
 * Reads images from an archive with a folder for each class: the tensor {@code x} of shape {@code [height, width]} in
 * grey or {@code [height, width, 3]} in colour, and the category {@code y}, the name of the folder that an image lies
 * in. Images that cannot be read are left out and named, up to a tenth of all.
 */
final class ImageIngest {

    private static final int MOST_FILE_BYTES = 1 << 26;
    private static final int MOST_ROW_BYTES = 1 << 20;
    private static final int MOST_NAMED = 10;
    private static final String LAYOUT = "expected a folder for each class, as in cat/1.png and dog/2.png";

    private final Intake intake;
    private final String upload;
    private final List<String> broken = new ArrayList<>();

    ImageIngest(Intake intake) {
        this.intake = intake;
        this.upload = intake.first().name();
    }

    /** An image that was found. */
    record Found(ZipEntry entry, String label, Picture.Header header) {}

    IngestTask.Result run() throws IOException, SQLException {
        List<Found> images;
        try (Archive archive = archive()) {
            images = headers(archive, entries(archive));
            tellOfEmptyFolders(archive, images);
        }
        ImageForm form = ImageForm.of(images, intake);
        requireSize(form, images.size());
        List<String> labels;
        try (Archive archive = archive();
                TensorFile file = new TensorFile(intake.file(Normal.tensorFile("x")), Element.BYTE, form.extents())) {
            labels = write(archive, images, form, file);
            file.finish(labels.size());
        }
        tellOfBroken(images.size());
        return result(labels);
    }

    private Archive archive() throws IOException {
        return new Archive(intake.first(), intake.limits().unpackedBytes());
    }

    /** Those that look like images of a class. */
    private List<ZipEntry> entries(Archive archive) {
        List<ZipEntry> files = archive.files();
        List<ZipEntry> images = files.stream().filter(Archive::isImage).toList();
        if (images.isEmpty()) {
            throw Rejection.of(
                    upload,
                    "no images (and no single table) in the archive of %d files; %s. %s"
                            .formatted(files.size(), LAYOUT, Format.READ));
        }
        tellOf(
                "are no images and are left out",
                files.stream().filter(file -> !Archive.isImage(file)).toList());
        List<ZipEntry> outside = images.stream()
                .filter(file -> Archive.pointsOutside(Archive.path(file)))
                .toList();
        tellOf("have names that point out of the archive and are left out", outside);
        List<ZipEntry> alone = images.stream()
                .filter(file -> !outside.contains(file) && label(file).isEmpty())
                .toList();
        if (alone.size() + outside.size() == images.size()) {
            throw Rejection.of(upload, "no class folders: %d images lie in none; %s".formatted(alone.size(), LAYOUT));
        }
        tellOf("lie in no class folder and are left out", alone);
        return images.stream()
                .filter(file -> !outside.contains(file) && !alone.contains(file))
                .toList();
    }

    private static String label(ZipEntry entry) {
        String[] parts = Archive.path(entry).split("/");
        return parts.length < 2 ? "" : parts[parts.length - 2];
    }

    private void tellOf(String what, List<ZipEntry> entries) {
        if (!entries.isEmpty()) {
            List<String> names = entries.stream().map(ZipEntry::getName).toList();
            intake.warn("%d files %s: %s".formatted(names.size(), what, named(names)));
        }
    }

    private static String named(List<String> names) {
        String first = String.join(
                ", ", names.stream().limit(MOST_NAMED).map(Received::shortened).toList());
        return names.size() > MOST_NAMED ? first + ", …" : first;
    }

    private List<Found> headers(Archive archive, List<ZipEntry> entries) {
        List<Found> found = new ArrayList<>();
        for (ZipEntry entry : entries) {
            try {
                Picture.Header header = Picture.header(archive.read(entry, MOST_FILE_BYTES));
                requirePixels(entry, header);
                found.add(new Found(entry, label(entry), header));
            } catch (IOException unreadable) {
                broken.add(entry.getName());
            }
        }
        if (found.isEmpty()) {
            throw Rejection.of(upload, "none of %d images can be read: %s".formatted(broken.size(), named(broken)));
        }
        return found;
    }

    private void requirePixels(ZipEntry entry, Picture.Header header) {
        if ((long) header.width() * header.height() > Picture.MOST_PIXELS) {
            throw Rejection.of(
                    upload,
                    "\"%s\" has %d × %d pixels; at most %d are decoded"
                            .formatted(
                                    Received.shortened(entry.getName()),
                                    header.width(),
                                    header.height(),
                                    Picture.MOST_PIXELS));
        }
    }

    private void tellOfEmptyFolders(Archive archive, List<Found> images) {
        List<String> empty = archive.folders().stream()
                .filter(folder -> images.stream()
                        .noneMatch(image -> Archive.path(image.entry()).startsWith(folder)))
                .toList();
        if (!empty.isEmpty()) {
            intake.warn("%d folders have no images and are left out: %s".formatted(empty.size(), named(empty)));
        }
    }

    private void requireSize(ImageForm form, long images) {
        if (form.bytes() > MOST_ROW_BYTES) {
            throw Rejection.of(
                    upload,
                    ("images of %d × %d pixels with %d channels; at most %d bytes an image are kept: ask for smaller "
                                    + "ones by the option \"image\": {\"width\": …, \"height\": …}")
                            .formatted(form.width(), form.height(), form.channels(), MOST_ROW_BYTES));
        }
        if (images * form.bytes() > intake.limits().unpackedBytes()) {
            throw Rejection.of(
                    upload,
                    "%d images of %d bytes are more than the limit of %d bytes"
                            .formatted(images, form.bytes(), intake.limits().unpackedBytes()));
        }
    }

    /** The labels of the images written. */
    private List<String> write(Archive archive, List<Found> images, ImageForm form, TensorFile file)
            throws IOException {
        List<String> labels = new ArrayList<>();
        for (Found image : images) {
            byte[] pixels;
            try {
                pixels = form.pixels(archive.read(image.entry(), MOST_FILE_BYTES));
            } catch (IOException unreadable) {
                broken.add(image.entry().getName());
                continue;
            }
            file.put(pixels);
            labels.add(image.label());
        }
        return labels;
    }

    private void tellOfBroken(int images) {
        if (broken.isEmpty()) {
            return;
        }
        String told = "%d images cannot be read: %s".formatted(broken.size(), named(broken));
        if (10L * broken.size() > images) {
            throw Rejection.of(upload, told + "; at most a tenth may be left out");
        }
        intake.warn(told + "; they are left out");
    }

    private IngestTask.Result result(List<String> labels) throws IOException, SQLException {
        TableColumn column = new TableColumn("y", ColumnType.CATEGORY, true);
        column.is(ColumnType.CATEGORY);
        try (DuckDb database = intake.database()) {
            database.execute(Normal.tableOf(List.of(column)));
            try (DuckDBAppender appender = database.appender(TableIngest.TABLE)) {
                for (String label : labels) {
                    appender.beginRow();
                    appender.append(label);
                    appender.endRow();
                }
            }
            NumberArray x = Idx.open("x", intake.file(Normal.tensorFile("x")));
            return new Normal(intake, database).of(Format.IMAGES, List.of(column), Map.of("x", x));
        }
    }
}
