package org.netsmith.training;

import java.nio.file.Path;
import org.netsmith.registry.ModelVersion;
import org.netsmith.storage.Blob;

/** How a finished model gets into the registry, in two steps, because files are written outside transactions. */
interface Publication {

    /** Stores the model's file durably. */
    Blob keep(Path file);

    /** Adds the version and moves the aliases, within the caller's transaction. */
    ModelVersion publish(Job job, TrainingPlan plan, Blob file, TrainTask.Answer answer);
}
