package org.netsmith.worker;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A task on its way in one worker process. */
final class Execution implements Running {

    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    private final Wire.Start order;
    private final Path directory;
    private final Consumer<Workers.Message> messages;
    private final long graceMillis;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private volatile WorkerProcess worker;
    private volatile boolean cancelled;

    Execution(Task task, Path directory, Consumer<Workers.Message> messages, long graceMillis) {
        this.order = new Wire.Start(task.getClass().getSimpleName(), Wire.JSON.valueToTree(task), directory.toString());
        this.directory = directory;
        this.messages = messages;
        this.graceMillis = graceMillis;
    }

    Wire.Start order() {
        return order;
    }

    boolean startIn(WorkerProcess process) {
        worker = process;
        return process.start(this);
    }

    void tell(Workers.Message message) {
        try {
            messages.accept(message);
        } catch (RuntimeException e) {
            LOG.warn("A message of type {} from worker {} was not taken", message.type(), pid(), e);
        }
    }

    /** However a cancelled task ended, it was cancelled. */
    void complete(Outcome how) {
        outcome.complete(cancelled ? new Outcome.Cancelled() : how);
    }

    /** A copy, so that nobody outside completes it. */
    @Override
    public CompletableFuture<Outcome> outcome() {
        return outcome.copy();
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public long pid() {
        return worker.pid();
    }

    @Override
    public void cancel() {
        cancelled = true;
        worker.cancel(this, graceMillis);
    }

    @Override
    public void close() {
        TaskDirectories.delete(directory);
    }
}
