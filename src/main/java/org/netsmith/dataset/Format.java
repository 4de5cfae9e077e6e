package org.netsmith.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** The formats that can be read, and how to tell them. */
enum Format {
    CSV,
    IDX;

    private static final int HEAD = 512;
    private static final Map<String, String> KNOWN_BY_MAGIC = Map.of(
            "PAR1", "a Parquet file",
            "PK\u0003\u0004", "a ZIP archive",
            "\u0093NUMPY", "a NumPy array",
            "\u0089HDF", "an HDF5 file",
            "\u0089PNG", "a PNG image",
            "%PDF", "a PDF document",
            "\u001f\u008b", "gzip in gzip");

    static Format of(List<IngestTask.Upload> uploads) throws IOException {
        for (IngestTask.Upload upload : uploads) {
            byte[] head = head(upload.file());
            if (isIdx(head)
                    || uploads.size() > 1
                            && upload.name().toLowerCase(Locale.ROOT).contains("idx")) {
                return IDX;
            }
            refuseKnown(upload.name(), head);
        }
        if (uploads.size() > 1) {
            throw Rejection.of(
                    uploads.get(1).name(),
                    "one table in one file is expected, or IDX images and labels in two; received %d files"
                            .formatted(uploads.size()));
        }
        return CSV;
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

    private static void refuseKnown(String name, byte[] head) {
        String text = new String(head, StandardCharsets.ISO_8859_1);
        KNOWN_BY_MAGIC.forEach((magic, what) -> {
            if (text.startsWith(magic)) {
                throw Rejection.of(name, "this is %s; CSV, TSV and IDX are read, each also in gzip".formatted(what));
            }
        });
        if (text.stripLeading().startsWith("{\"")
                || text.stripLeading().startsWith("[{")
                || text.stripLeading().startsWith("[[[")) {
            throw Rejection.of(name, "this is JSON; CSV, TSV and IDX are read, each also in gzip");
        }
    }

    /** The first bytes, unpacked; what is wrong with a gzip file is said when it is read. */
    private static byte[] head(Path file) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(file))) {
            raw.mark(2);
            byte[] magic = raw.readNBytes(2);
            raw.reset();
            return Unpacked.isGzip(magic) ? unpackedHead(raw) : raw.readNBytes(HEAD);
        }
    }

    private static byte[] unpackedHead(InputStream raw) {
        byte[] head = new byte[HEAD];
        int length = 0;
        try (InputStream unpacked = new GZIPInputStream(raw)) {
            for (int read; length < HEAD && (read = unpacked.read(head, length, HEAD - length)) >= 0; ) {
                length += read;
            }
        } catch (IOException damaged) {
            return Arrays.copyOf(head, length);
        }
        return Arrays.copyOf(head, length);
    }
}
