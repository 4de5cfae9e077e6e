package org.netsmith.registry;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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
        Origin source,
        long bytes,
        String sha256,
        List<String> formats) {

    /**
     * All that made a model, as {@link ModelVersion.Source} has it.
     *
     * @param datasetDeleted whether the data set that it was trained on has been deleted since
     */
    record Origin(
            @Nullable String job,
            @Nullable String network,
            @Nullable String dataset,
            @Nullable String datasetSha256,
            boolean datasetDeleted,
            @Nullable Long seed,
            String software) {

        static Origin of(ModelVersion.Source source, Predicate<String> datasets) {
            return new Origin(
                    source.job(),
                    source.network(),
                    source.dataset(),
                    source.datasetSha256(),
                    source.dataset() != null && !datasets.test(source.dataset()),
                    source.seed(),
                    source.software());
        }
    }

    /** @param datasets whether there is a data set of that reference */
    static ModelView of(ModelVersion model, ModelCard card, Predicate<String> datasets) {
        return new ModelView(
                model.name(),
                model.version(),
                model.createdAt(),
                model.aliases(),
                card.inputs(),
                card.outputs(),
                model.parameters(),
                model.metrics(),
                Origin.of(model.source(), datasets),
                model.bytes(),
                model.sha256(),
                ModelArtifact.FORMATS);
    }
}
