package org.netsmith.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * A model version as the API shows it.
 *
 * @param inputs the columns of a row, in the order in which a row given as an array lists them
 * @param parameters all weights' elements
 * @param metrics what training reported last
 * @param bytes the size of the model's file
 * @param sha256 the SHA-256 of the model's file
 * @param formats what the model can be downloaded as
 */
record ModelView(
        String name,
        int version,
        Instant createdAt,
        List<String> aliases,
        List<ModelCard.Input> inputs,
        List<ModelCard.Output> outputs,
        long parameters,
        Map<String, Double> metrics,
        ModelVersion.Source source,
        long bytes,
        String sha256,
        List<String> formats) {

    static ModelView of(ModelVersion model, ModelCard card) {
        return new ModelView(
                model.name(),
                model.version(),
                model.createdAt(),
                model.aliases(),
                card.inputs(),
                card.outputs(),
                model.parameters(),
                model.metrics(),
                model.source(),
                model.bytes(),
                model.sha256(),
                ModelArtifact.FORMATS);
    }
}
