package org.netsmith.dataset;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.netsmith.storage.Blobs;

/**
 * The files of one request, on disk while they are being read. Not yet durable; gone once closed. Their size is the
 * web's to limit.
 */
final class UploadedFiles implements AutoCloseable {

    private static final int BLOCK = 1 << 16;

    /** One file with the name that the client gave it. */
    record Part(String name, Path file, long bytes, String sha256) {}

    private final Path directory;
    private final List<Part> parts = new ArrayList<>();
    private boolean kept;

    UploadedFiles(Blobs blobs) {
        this.directory = blobs.scratch();
    }

    /** Writes a stream to disk without ever holding more than a block of it. */
    void add(String name, InputStream content) throws IOException {
        Path file = directory.resolve("upload-" + parts.size());
        MessageDigest digest = sha256();
        long bytes = 0;
        try (OutputStream output = Files.newOutputStream(file)) {
            byte[] block = new byte[BLOCK];
            for (int read; (read = content.read(block)) >= 0; ) {
                bytes += read;
                digest.update(block, 0, read);
                output.write(block, 0, read);
            }
        }
        parts.add(new Part(name, file, bytes, HexFormat.of().formatHex(digest.digest())));
    }

    List<Part> parts() {
        return parts;
    }

    long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /** The file's SHA-256; of several files the SHA-256 of theirs, one after the other. */
    String hash() {
        return parts.size() == 1
                ? parts.getFirst().sha256()
                : hash(String.join("", parts.stream().map(Part::sha256).toList()));
    }

    static String hash(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Keeps the files until then, closed or not: somebody reads them. */
    void keepUntil(CompletableFuture<?> end) {
        kept = true;
        end.whenComplete((result, failure) -> delete());
    }

    @Override
    public void close() {
        if (!kept) {
            delete();
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
