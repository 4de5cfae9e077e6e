package org.netsmith.dataset;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;

/** Takes uploads out of their compression, to the last byte and not beyond a limit. */
final class Unpacked {

    private static final int BLOCK = 1 << 16;

    private Unpacked() {}

    /** Every upload as it was before compression; what had to be unpacked lies in {@code directory}. */
    static List<IngestTask.Upload> all(List<IngestTask.Upload> uploads, Path directory, long mostBytes)
            throws IOException {
        List<IngestTask.Upload> plain = new ArrayList<>();
        for (IngestTask.Upload upload : uploads) {
            plain.add(of(upload, directory.resolve("unpacked-" + plain.size()), mostBytes));
        }
        return plain;
    }

    /** The upload itself where it is not compressed, else what was in it, written to {@code target}. */
    static IngestTask.Upload of(IngestTask.Upload upload, Path target, long mostBytes) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(upload.file()), BLOCK)) {
            raw.mark(Compression.HEAD);
            Compression compression = Compression.of(raw.readNBytes(Compression.HEAD));
            raw.reset();
            if (compression == Compression.NONE) {
                return Archive.isArchive(upload.file()) ? ofArchive(upload, target, mostBytes) : upload;
            }
            unpack(upload.name(), compression, raw, target, mostBytes);
            return new IngestTask.Upload(upload.name(), target);
        }
    }

    /** An archive of a single file that is neither image nor array stands for that file. */
    private static IngestTask.Upload ofArchive(IngestTask.Upload upload, Path target, long mostBytes)
            throws IOException {
        try (Archive archive = new Archive(upload, mostBytes)) {
            List<ZipEntry> files = archive.files();
            if (files.size() != 1 || Archive.isArray(files.getFirst()) || Archive.isImage(files.getFirst())) {
                return upload;
            }
            archive.unpack(files.getFirst(), target);
            String path = Archive.path(files.getFirst());
            return new IngestTask.Upload(path.substring(path.lastIndexOf('/') + 1), target);
        }
    }

    private static void unpack(String name, Compression compression, InputStream raw, Path target, long mostBytes)
            throws IOException {
        try (InputStream unpacked = compression.unpack(raw);
                OutputStream output = Files.newOutputStream(target)) {
            copy(name, unpacked, output, mostBytes);
        } catch (IOException | RuntimeException failed) {
            if (Compression.isDamage(failed)) {
                throw Rejection.of(name, compression.damage(failed));
            }
            throw failed;
        }
    }

    /** Copies no more than {@code mostBytes}. */
    static void copy(String name, InputStream unpacked, OutputStream output, long mostBytes) throws IOException {
        byte[] block = new byte[BLOCK];
        long total = 0;
        for (int read; (read = unpacked.read(block)) >= 0; ) {
            total += read;
            if (total > mostBytes) {
                throw Rejection.of(name, "unpacks to more than the limit of %d bytes".formatted(mostBytes));
            }
            output.write(block, 0, read);
        }
    }
}
