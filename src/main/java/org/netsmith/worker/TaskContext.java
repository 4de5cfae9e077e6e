package org.netsmith.worker;

import java.nio.file.Path;

/** What a running task may use. */
public interface TaskContext {

    /** The task's own directory; the server reads results from it and then deletes it. */
    Path directory();

    /** A directory that tasks share for files that can be made again, named by what is in them; may lose any of them. */
    Path cache();

    /** Sends a message to the server, in order, without waiting: {@code {"type": type, "data": data}}. */
    void report(String type, Object data);

    /** Whether the server asked the task to stop. */
    boolean cancelled();

    /** How many threads the task may compute with. */
    int threads();

    /** {@code auto}, {@code cpu} or {@code nd4j}. */
    String backend();
}
