package org.netsmith.training;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.netsmith.storage.Blobs;
import org.springframework.stereotype.Component;

/** Finds the files of jobs. */
@Component
class TaskFiles {

    private final Blobs blobs;

    TaskFiles(Blobs blobs) {
        this.blobs = blobs;
    }

    /** The task of a plan; throws {@link org.netsmith.storage.BlobException} where a file is missing or damaged. */
    TrainTask task(TrainingPlan plan) {
        return new TrainTask(
                plan, paths(plan.data()), plan.validationData() == null ? null : paths(plan.validationData()));
    }

    /** The file of a checkpoint; throws {@link org.netsmith.storage.BlobException} where it is missing or damaged. */
    Path file(Checkpoint checkpoint) {
        return blobs.path(checkpoint.sha256());
    }

    private Map<String, Path> paths(TrainingPlan.Source source) {
        Map<String, Path> paths = new TreeMap<>();
        source.blobs().forEach((name, sha256) -> paths.put(name, blobs.path(sha256)));
        return paths;
    }
}
