package org.netsmith.dataset;

import java.util.List;
import java.util.Map;
import org.netsmith.worker.WorkerLoop;

/** A worker process that only reads and profiles data sets. */
final class IngestWorker {

    private IngestWorker() {}

    public static void main(String[] arguments) {
        WorkerLoop.run(
                List.of(IngestTask.class, ProfileTask.class, CsvTask.class, EncodeTask.class), Map::of, () -> {});
    }
}
