package org.netsmith.worker;

/**
 * Work for another process: a record that travels as JSON. It may read the files it names and write into
 * {@link TaskContext#directory()}; it has no database, no credentials and no network.
 */
public interface Task {

    /**
     * Does the work and returns its answer, which travels back as JSON. A {@link TaskException} is an expected
     * failure.
     */
    Object run(TaskContext context) throws Exception;
}
