package org.netsmith.worker;

import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/** A task on its way in a worker process. */
public interface Running {

    /** Completes once, never exceptionally. */
    CompletableFuture<Outcome> outcome();

    /** The directory that the task writes into. Exists until {@link #close()}. */
    Path directory();

    /** The worker's process id. */
    long pid();

    /** Asks the task to stop; ends its process if it has not within the grace period. */
    void cancel();

    /** Deletes the directory. To be called once the results have been taken over. */
    void close();
}
