package org.netsmith;

import java.util.List;
import java.util.Map;
import org.netsmith.dataset.CsvTask;
import org.netsmith.dataset.EncodeTask;
import org.netsmith.dataset.IngestTask;
import org.netsmith.dataset.ProfileTask;
import org.netsmith.dataset.Table;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.fit.WarmUp;
import org.netsmith.training.Rehearsal;
import org.netsmith.training.TrainTask;
import org.netsmith.worker.WorkerLoop;

/** The front door of a worker process: one task at a time, from standard input to standard output. */
public final class NetsmithWorker {

    private static final int WARM_UP_EPOCHS = 300;
    private static final int REHEARSALS = 30;

    private NetsmithWorker() {}

    public static void main(String[] arguments) {
        WorkerLoop.run(
                List.of(IngestTask.class, ProfileTask.class, CsvTask.class, EncodeTask.class, TrainTask.class),
                NetsmithWorker::about,
                NetsmithWorker::warmUp);
    }

    private static void warmUp() {
        new WarmUp(backend(), WARM_UP_EPOCHS).run();
        new Rehearsal(WorkerLoop.backend(), WorkerLoop.threads(), REHEARSALS).run();
    }

    /** What {@code /api/v1/info} tells of the worker, once all native libraries that tasks need are loaded. */
    private static Map<String, Object> about() {
        Backend backend = backend();
        Table.prepare();
        return Map.of("backend", backend.name(), "device", backend.learning().device(), "threads", WorkerLoop.threads());
    }

    private static Backend backend() {
        return Backends.worker(WorkerLoop.backend(), WorkerLoop.threads());
    }
}
