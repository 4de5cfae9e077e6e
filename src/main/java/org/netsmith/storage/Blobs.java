package org.netsmith.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Immutable content-addressed files: the blob {@code abcdef…} is the file {@code ab/abcdef…} under the root. What
 * {@code put} has returned survives a power cut. Safe for concurrent use within one process, which owns the root.
 */
public final class Blobs {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final Path root;
    private final Path unfinished;

    /** Opens or creates the store and removes what an earlier process left unfinished. */
    public Blobs(Path root) {
        this.root = root.toAbsolutePath().normalize();
        this.unfinished = this.root.resolve("unfinished");
        try {
            Directories.delete(unfinished);
            Directories.create(unfinished);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores a file durably (written beside, fsynced, renamed, directory fsynced) and leaves the original alone. */
    public Blob put(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            return put(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Stores a stream durably. */
    public Blob put(InputStream content) {
        Path beside = unfinished.resolve(UUID.randomUUID().toString());
        try {
            Blob blob = write(content, beside);
            publish(beside, blob);
            return blob;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Directories.deleteQuietly(beside);
        }
    }

    /**
     * The local, read-only file of a blob, its SHA-256 checked; throws {@link BlobException} where it is missing or
     * corrupt.
     */
    public Path path(String sha256) {
        if (!SHA256.matcher(sha256).matches()) {
            throw new BlobException("A blob is named by 64 lower-case hexadecimal digits");
        }
        Path file = file(sha256);
        if (!sha256.equals(digest(file))) {
            throw new BlobException("The blob " + sha256 + " is corrupt: its content has another SHA-256");
        }
        return file;
    }

    /** A fresh directory on the same file system for what is being written; the caller deletes it. */
    public Path scratch() {
        try {
            return Files.createTempDirectory(unfinished, "scratch");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String sha256) {
        return root.resolve(sha256.substring(0, 2)).resolve(sha256);
    }

    private static Blob write(InputStream content, Path file) throws IOException {
        MessageDigest digest = sha256();
        try (var channel = Directories.newFile(file)) {
            OutputStream out = Channels.newOutputStream(channel);
            long bytes = new DigestInputStream(content, digest).transferTo(out);
            channel.force(true);
            return new Blob(HexFormat.of().formatHex(digest.digest()), bytes);
        }
    }

    /** A blob that is there already stays as it is, unless it has been damaged: then this mends it. */
    private void publish(Path beside, Blob blob) throws IOException {
        Path file = file(blob.sha256());
        if (Files.exists(file) && blob.sha256().equals(digest(file))) {
            return;
        }
        Directories.create(file.getParent());
        Directories.moveDurably(beside, file);
    }

    private static String digest(Path file) {
        MessageDigest digest = sha256();
        try (var in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchFileException e) {
            throw new BlobException("The blob " + file.getFileName() + " is missing");
        } catch (IOException e) {
            throw new BlobException("The blob " + file.getFileName() + " cannot be read");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
