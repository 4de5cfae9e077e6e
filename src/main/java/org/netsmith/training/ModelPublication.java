package org.netsmith.training;

import java.nio.file.Path;
import org.netsmith.registry.ModelVersion;
import org.netsmith.registry.Models;
import org.netsmith.storage.Blob;
import org.netsmith.storage.Blobs;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Publishes to the registry. */
@Component
class ModelPublication implements Publication {

    private final Blobs blobs;
    private final Models models;
    private final JsonMapper json;

    ModelPublication(Blobs blobs, Models models, JsonMapper json) {
        this.blobs = blobs;
        this.models = models;
        this.json = json;
    }

    @Override
    public Blob keep(Path file) {
        return blobs.put(file);
    }

    @Override
    public ModelVersion publish(Job job, TrainingPlan plan, Blob file, TrainTask.Answer answer) {
        JobRequest spec = json.treeToValue(job.spec(), JobRequest.class);
        return models.publish(
                spec.register().model(),
                file,
                spec.register().aliases(),
                answer.parameters(),
                answer.metrics(),
                source(job, plan));
    }

    private static ModelVersion.Source source(Job job, TrainingPlan plan) {
        return new ModelVersion.Source(
                job.id(), plan.networkReference(), plan.dataset(), plan.datasetSha256(), plan.seed(), software());
    }

    private static String software() {
        String version = ModelPublication.class.getPackage().getImplementationVersion();
        return version == null ? "netsmith" : "netsmith " + version;
    }
}
