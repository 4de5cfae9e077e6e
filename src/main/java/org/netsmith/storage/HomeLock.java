package org.netsmith.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.springframework.boot.ExitCodeGenerator;

/**
 * One process at a time on one home: SQLite itself would let a second one in. The operating system frees the lock
 * however the process ends.
 */
final class HomeLock implements AutoCloseable {

    /** Another process uses the home, or it cannot be used at all. */
    static final class UnavailableException extends RuntimeException implements ExitCodeGenerator {

        UnavailableException(String message) {
            super(message);
        }

        /** EX_CONFIG of sysexits.h. */
        @Override
        public int getExitCode() {
            return 78;
        }
    }

    private final FileChannel channel;
    private final boolean unclean;
    private final Path running;

    HomeLock(Path home) {
        Path absolute = home.toAbsolutePath().normalize();
        this.running = absolute.resolve("service.running");
        try {
            Files.createDirectories(absolute);
            this.channel = FileChannel.open(
                    absolute.resolve("service.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            take(absolute);
            this.unclean = Files.exists(running);
            Files.writeString(running, Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw new UnavailableException("The home " + absolute + " cannot be used ("
                    + e.getClass().getSimpleName() + "): choose a writable directory by netsmith.home");
        }
    }

    /** Whether the last process on this home ended without being asked to. */
    boolean unclean() {
        return unclean;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(running);
        channel.close();
    }

    private void take(Path home) throws IOException {
        if (!free()) {
            channel.close();
            throw new UnavailableException(
                    "Another Netsmith runs on " + home + ": stop it, or choose another directory by netsmith.home");
        }
    }

    private boolean free() throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }
}
