package org.netsmith.registry;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One immutable version of a model; its file is the blob {@code sha256}.
 *
 * @param aliases the aliases that pointed at it when it was read
 * @param parameters all weights' elements, trainable or not
 * @param metrics what training reported last, by name and in its order
 * @param bytes the size of the file
 */
public record ModelVersion(
        String name,
        int version,
        Instant createdAt,
        List<String> aliases,
        long parameters,
        Map<String, Double> metrics,
        Source source,
        long bytes,
        String sha256) {

    /**
     * All that made the model.
     *
     * @param job the training job's id
     * @param network the reference of the stored network, as in {@code iris-mlp@1}; null where the definition came
     *     with the job
     * @param dataset the reference of the data set, as in {@code iris@1}
     */
    public record Source(
            @Nullable String job,
            @Nullable String network,
            @Nullable String dataset,
            @Nullable String datasetSha256,
            @Nullable Long seed,
            String software) {}

    public ModelVersion {
        aliases = List.copyOf(aliases);
        metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
    }

    public String reference() {
        return name + "@" + version;
    }
}
