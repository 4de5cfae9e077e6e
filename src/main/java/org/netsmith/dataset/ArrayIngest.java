package org.netsmith.dataset;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;

/**
 * Reads NumPy's arrays: {@code x} and {@code y}, or {@code x_train}, {@code y_train}, {@code x_test} and so on, which
 * become the columns {@code x} and {@code y} and a column {@code split} that says of every row which part it is from;
 * or one array alone.
 */
final class ArrayIngest {

    private static final Pattern NAME = Pattern.compile("([xy])(?:_(train|val|valid|validation|test))?");
    private static final List<String> PARTS = List.of("train", "val", "valid", "validation", "test");
    private static final String EXPECTED =
            "expected x and y, or x_train and y_train with x_test and y_test, or one array alone";

    private final Intake intake;

    ArrayIngest(Intake intake) {
        this.intake = intake;
    }

    /** One array in a file. */
    IngestTask.Result array() throws IOException, SQLException {
        IngestTask.Upload upload = intake.first();
        return alone(new ArrayColumns.Piece(upload.name(), Npy.open(upload.name(), upload.file())), Format.NPY);
    }

    /** Arrays in an archive. */
    IngestTask.Result archive() throws IOException, SQLException {
        SequencedMap<String, FileArray> arrays = arrays();
        if (arrays.size() == 1) {
            Map.Entry<String, FileArray> only = arrays.firstEntry();
            return alone(new ArrayColumns.Piece(only.getKey(), only.getValue()), Format.NPZ);
        }
        requireNames(arrays);
        return new ArrayColumns(intake, intake.first().name()).of(Format.NPZ, parts(arrays));
    }

    private IngestTask.Result alone(ArrayColumns.Piece piece, Format format) throws IOException, SQLException {
        ArrayColumns.Part part = new ArrayColumns.Part("", Map.of("x", piece));
        return new ArrayColumns(intake, intake.first().name()).of(format, List.of(part));
    }

    private SequencedMap<String, FileArray> arrays() throws IOException {
        SequencedMap<String, FileArray> arrays = new LinkedHashMap<>();
        try (Archive archive = new Archive(intake.first(), intake.limits().unpackedBytes())) {
            for (ZipEntry entry : archive.files()) {
                Path file = intake.file("array-" + arrays.size());
                archive.unpack(entry, file);
                String name = entry.getName().replaceFirst("(?i)\\.npy$", "");
                arrays.put(name, Npy.open("%s, %s".formatted(intake.first().name(), name), file));
            }
        }
        return arrays;
    }

    private void requireNames(SequencedMap<String, FileArray> arrays) {
        List<String> unknown = arrays.keySet().stream()
                .filter(name -> !matcher(name).matches())
                .toList();
        if (!unknown.isEmpty()) {
            throw Rejection.of(
                    intake.first().name(), "the arrays are called %s; %s".formatted(listed(arrays), EXPECTED));
        }
    }

    private static String listed(SequencedMap<String, FileArray> arrays) {
        return Received.shortened(String.join(", ", arrays.keySet()));
    }

    private static Matcher matcher(String name) {
        return NAME.matcher(name.toLowerCase(Locale.ROOT));
    }

    /** Every part with the same columns. */
    private List<ArrayColumns.Part> parts(SequencedMap<String, FileArray> arrays) {
        Map<String, Map<String, ArrayColumns.Piece>> parts = new LinkedHashMap<>();
        arrays.forEach((name, array) -> {
            Matcher matcher = matcher(name);
            matcher.matches();
            String part = matcher.group(2) == null ? "" : matcher.group(2);
            parts.computeIfAbsent(part, unused -> new TreeMap<>())
                    .put(matcher.group(1), new ArrayColumns.Piece(name, array));
        });
        boolean alike = parts.values().stream().map(Map::keySet).distinct().count() == 1;
        if (!alike || parts.containsKey("") && parts.size() > 1) {
            throw Rejection.of(
                    intake.first().name(),
                    "every part needs the same arrays; found %s; %s".formatted(listed(arrays), EXPECTED));
        }
        List<ArrayColumns.Part> ordered = new ArrayList<>();
        parts.forEach((name, pieces) -> ordered.add(new ArrayColumns.Part(name, pieces)));
        ordered.sort(Comparator.comparingInt(part -> PARTS.indexOf(part.name())));
        return ordered;
    }
}
