package org.netsmith.training;

import java.util.function.Consumer;
import org.netsmith.worker.Running;
import org.netsmith.worker.Task;
import org.netsmith.worker.Workers;

/** What runs a task elsewhere: {@link Workers} in the service. */
@FunctionalInterface
interface Runner {

    Running run(Task task, Consumer<Workers.Message> messages);
}
