package org.netsmith.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Takes uploads out of gzip, to the last byte and not beyond a limit. */
final class Unpacked {

    private static final int BLOCK = 1 << 16;

    private Unpacked() {}

    static boolean isGzip(byte[] head) {
        return head.length >= 2 && (head[0] & 0xff) == 0x1f && (head[1] & 0xff) == 0x8b;
    }

    /** The upload itself where it is not compressed, else what was in it, written to {@code target}. */
    static Path of(IngestTask.Upload upload, Path target, long mostBytes) throws IOException {
        try (InputStream raw = new BufferedInputStream(Files.newInputStream(upload.file()), BLOCK)) {
            raw.mark(2);
            byte[] head = raw.readNBytes(2);
            raw.reset();
            if (!isGzip(head)) {
                return upload.file();
            }
            unpack(upload.name(), raw, target, mostBytes);
            return target;
        }
    }

    private static void unpack(String name, InputStream raw, Path target, long mostBytes) throws IOException {
        try (InputStream unpacked = new GZIPInputStream(raw, BLOCK);
                OutputStream output = Files.newOutputStream(target)) {
            copy(name, unpacked, output, mostBytes);
        } catch (EOFException early) {
            throw Rejection.of(name, "the gzip data ends early");
        } catch (ZipException damaged) {
            throw Rejection.of(
                    name,
                    "damaged gzip data (%s)"
                            .formatted(
                                    String.valueOf(damaged.getMessage()).contains("trailer")
                                            ? "check sum"
                                            : "not readable"));
        }
    }

    private static void copy(String name, InputStream unpacked, OutputStream output, long mostBytes)
            throws IOException {
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
