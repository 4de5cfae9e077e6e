package org.netsmith.worker;

import java.nio.file.Path;
import java.util.function.BiConsumer;

/** The task that this worker process is at. */
final class RunningTask implements TaskContext {

    private final Path directory;
    private final BiConsumer<String, Object> messages;
    private volatile boolean cancelled;

    RunningTask(Path directory, BiConsumer<String, Object> messages) {
        this.directory = directory;
        this.messages = messages;
    }

    void cancel() {
        cancelled = true;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Path cache() {
        return WorkerLoop.cache();
    }

    @Override
    public void report(String type, Object data) {
        if (Wire.RESERVED.contains(type)) {
            throw new IllegalArgumentException("The message type '" + type + "' belongs to the protocol");
        }
        messages.accept(type, data);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public int threads() {
        return WorkerLoop.threads();
    }

    @Override
    public String backend() {
        return WorkerLoop.backend();
    }
}
