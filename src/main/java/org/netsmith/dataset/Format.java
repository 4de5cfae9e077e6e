package org.netsmith.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The formats that can be read, and how to tell them: by content first and name second. */
enum Format {
    CSV("delimited text"),
    NDJSON("JSON"),
    PARQUET("Parquet"),
    NPY("a NumPy array"),
    NPZ("NumPy arrays"),
    IDX("IDX"),
    IMAGES("a ZIP archive");

    /** What is read, in the words of messages. */
    static final String READ =
            "CSV, TSV, NDJSON, Parquet, NPY, NPZ, IDX and ZIP archives of images are read, text also in gzip or zstd";

    private static final int HEAD = 512;
    private static final Pattern JSON = Pattern.compile("\\s*(\\{\\s*[\"}]|\\[\\s*[\\[{]).*", Pattern.DOTALL);
    private static final Map<String, String> REFUSED_BY_MAGIC = Map.ofEntries(
            Map.entry("ARROW1", "an Arrow file; save it as Parquet"),
            Map.entry("\u00ff\u00ff\u00ff\u00ff", "an Arrow stream; save it as Parquet"),
            Map.entry("SQLite format 3\u0000", "an SQLite database; save a table of it as CSV"),
            Map.entry("\u0089HDF", "an HDF5 file"),
            Map.entry("\u0089PNG", "one PNG image; images come in a ZIP archive, in one folder per class"),
            Map.entry("\u00ff\u00d8\u00ff", "one JPEG image; images come in a ZIP archive, in one folder per class"),
            Map.entry("%PDF", "a PDF document"),
            Map.entry("\u001f\u008b", "gzip in another compression"),
            Map.entry("\u0028\u00b5\u002f\u00fd", "zstd in another compression"),
            Map.entry("\u00d0\u00cf\u0011\u00e0", "an old Excel or Word document"),
            Map.entry("\u0080\u0004\u0095", "a Python pickle, which could run code"));
    private static final Map<String, Format> BY_ENDING = Map.ofEntries(
            Map.entry("csv", CSV),
            Map.entry("tsv", CSV),
            Map.entry("tab", CSV),
            Map.entry("json", NDJSON),
            Map.entry("ndjson", NDJSON),
            Map.entry("jsonl", NDJSON),
            Map.entry("parquet", PARQUET),
            Map.entry("npy", NPY),
            Map.entry("npz", NPZ),
            Map.entry("zip", IMAGES));

    private final String words;

    Format(String words) {
        this.words = words;
    }

    /** The name in answers. */
    String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The one format of all files of an upload, none of them compressed any more. */
    static Format of(Intake intake) throws IOException {
        List<IngestTask.Upload> uploads = intake.uploads();
        for (IngestTask.Upload upload : uploads) {
            String head = head(upload.file());
            if (isIdx(head.getBytes(StandardCharsets.ISO_8859_1))
                    || uploads.size() > 1
                            && upload.name().toLowerCase(Locale.ROOT).contains("idx")) {
                return IDX;
            }
        }
        if (uploads.size() > 1) {
            throw Rejection.of(
                    uploads.get(1).name(),
                    "one file is expected, or IDX images and labels in two; received %d files"
                            .formatted(uploads.size()));
        }
        return one(intake, uploads.getFirst());
    }

    private static Format one(Intake intake, IngestTask.Upload upload) throws IOException {
        String head = head(upload.file());
        Format found = byContent(upload, head);
        Optional<Format> claimed = claimed(upload.name());
        if (claimed.isPresent() && !claimed.get().agrees(found)) {
            if (found == CSV && !isText(head)) {
                throw Rejection.of(
                        upload.name(),
                        "the name says %s, but the content is neither that nor text".formatted(claimed.get().words));
            }
            intake.warn("the name says %s; the content is %s and is read as that"
                    .formatted(claimed.get().words, found.words));
        }
        if (found == CSV && claimed.isEmpty() && !isText(head) && intake.options().encoding() == null) {
            throw Rejection.of(upload.name(), "the content is no text and nothing else that is known. " + READ);
        }
        return found;
    }

    /** Text has no zero bytes, unless it is UTF-16. */
    private static boolean isText(String head) {
        byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
        return head.indexOf(0) < 0
                || head.startsWith("\u00ff\u00fe")
                || head.startsWith("\u00fe\u00ff")
                || TextEncoding.isEveryOtherZero(bytes, 0)
                || TextEncoding.isEveryOtherZero(bytes, 1);
    }

    private static Format byContent(IngestTask.Upload upload, String head) throws IOException {
        REFUSED_BY_MAGIC.forEach((magic, what) -> {
            if (head.startsWith(magic)) {
                throw Rejection.of(upload.name(), "this is %s. %s".formatted(what, READ));
            }
        });
        if (head.startsWith("PAR1")) {
            return PARQUET;
        }
        if (head.startsWith("\u0093NUMPY")) {
            return NPY;
        }
        if (Archive.isArchive(upload.file())) {
            if (Archive.isWorkbook(upload)) {
                throw Rejection.of(upload.name(), "this is an Excel workbook; save its sheet as CSV. " + READ);
            }
            return Archive.holdsArrays(upload) ? NPZ : IMAGES;
        }
        return JSON.matcher(head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head)
                        .matches()
                ? NDJSON
                : CSV;
    }

    /** A ZIP archive is called by either of its two names. */
    private boolean agrees(Format found) {
        return this == found || this == IMAGES && found == NPZ;
    }

    private static Optional<Format> claimed(String name) {
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.(gz|zst)$", "");
        return Optional.ofNullable(BY_ENDING.get(plain.substring(plain.lastIndexOf('.') + 1)));
    }

    /** Two zeros, an element type, and between 1 and 8 dimensions. */
    static boolean isIdx(byte[] head) {
        return head.length >= 4
                && head[0] == 0
                && head[1] == 0
                && head[2] >= 0x08
                && head[2] <= 0x0e
                && head[3] >= 1
                && head[3] <= 8;
    }

    private static String head(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            return new String(input.readNBytes(HEAD), StandardCharsets.ISO_8859_1);
        }
    }
}
