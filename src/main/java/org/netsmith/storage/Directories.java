package org.netsmith.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Changes to directories that last: each is on the disk when the method returns. */
final class Directories {

    /** Windows cannot open a directory, and makes renames durable by itself. */
    private static final boolean SYNCABLE = !System.getProperty("os.name").startsWith("Windows");

    private Directories() {}

    static FileChannel newFile(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /** Creates a directory with its parents, each entry synced. */
    static void create(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        create(directory.getParent());
        Files.createDirectories(directory);
        sync(directory.getParent());
    }

    static void moveDurably(Path from, Path to) throws IOException {
        from.toFile().setReadOnly();
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        sync(to.getParent());
    }

    /** Deletes a file or a tree, if it is there. Links are deleted, not followed. */
    static void delete(Path tree) throws IOException {
        if (Files.exists(tree)) {
            Files.walkFileTree(tree, new Deletion());
        }
    }

    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            // Swept at the next start.
        }
    }

    private static void sync(Path directory) throws IOException {
        if (SYNCABLE) {
            try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static final class Deletion extends SimpleFileVisitor<Path> {

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
        }
    }
}
