package org.netsmith;

import java.util.List;
import java.util.Map;
import org.netsmith.dataset.CsvTask;
import org.netsmith.dataset.IngestTask;
import org.netsmith.dataset.ProfileTask;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.fit.WarmUp;
import org.netsmith.training.TrainTask;
import org.netsmith.worker.WorkerLoop;

/** The front door of a worker process: one task at a time, from standard input to standard output. */
public final class NetsmithWorker {

    private static final int WARM_UP_EPOCHS = 300;

    private NetsmithWorker() {}

    public static void main(String[] arguments) {
        WorkerLoop.run(
                List.of(IngestTask.class, ProfileTask.class, CsvTask.class, TrainTask.class),
                NetsmithWorker::about,
                () -> new WarmUp(backend(), WARM_UP_EPOCHS).run());
    }

    /** What {@code /api/v1/info} tells of the worker, once all native libraries that tasks need are loaded. */
    private static Map<String, Object> about() {
        Backend backend = backend();
        Table.prepare();
        return Map.of("backend", backend.name(), "device", backend.device(), "threads", WorkerLoop.threads());
    }

    private static Backend backend() {
        return Backends.worker(WorkerLoop.backend(), WorkerLoop.threads());
    }
}
