package org.netsmith.training;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.Encoders;
import org.netsmith.engine.fit.Fit;
import tools.jackson.databind.JsonNode;

/**
 * Everything that decides what a job computes, as it was resolved at submission. Holds no time, no job id and no thread
 * count: the same plan gives the same model, bit for bit.
 *
 * @param dataset the version trained on, as in {@code iris@1}
 * @param datasetSha256 of what was uploaded
 * @param data where its rows lie
 * @param validationData the rows of another data set to validate on; null unless {@code holdout} asks for it
 * @param encoders how columns become tensors; not fitted yet
 * @param network the definition with its input shape, in the Keras 3 dialect
 * @param networkReference the stored version it came from, null for one in place or by default
 * @param classWeight by label; empty where every class counts alike
 * @param sampleWeight the column of sample weights, null where every row counts 1
 * @param monitor the history key that decides which epoch is the best
 */
public record TrainingPlan(
        String dataset,
        String datasetSha256,
        Source data,
        @Nullable Source validationData,
        Holdout holdout,
        Encoders encoders,
        JsonNode network,
        @Nullable String networkReference,
        Objective objective,
        Loop loop,
        List<JsonNode> callbacks,
        long seed,
        Map<String, Double> classWeight,
        @Nullable String sampleWeight,
        Monitor monitor) {

    /**
     * Rows of a data set.
     *
     * @param columns the columns that are needed
     * @param blobs the normal form of the data set, by name
     */
    public record Source(List<Column> columns, Map<String, String> blobs) {}

    /**
     * What is learned, in Keras' JSON.
     *
     * @param heads one for each output of the network
     */
    public record Objective(JsonNode optimizer, List<Head> heads) {

        public Objective {
            heads = List.copyOf(heads);
        }
    }

    /**
     * What one output is measured by, in Keras' JSON.
     *
     * @param output its name; empty for the only one
     * @param lossWeight what its loss counts in the whole
     * @param metrics count every row 1
     * @param weightedMetrics count rows by their weight
     */
    public record Head(
            String output, JsonNode loss, double lossWeight, List<JsonNode> metrics, List<JsonNode> weightedMetrics) {

        public Head {
            metrics = List.copyOf(metrics);
            weightedMetrics = List.copyOf(weightedMetrics);
        }
    }

    /**
     * How often and in which portions the rows are gone through.
     *
     * @param initialEpoch where counting starts
     * @param epochs where it ends
     * @param stepsPerEpoch null for every batch
     */
    public record Loop(
            int initialEpoch,
            int epochs,
            int batchSize,
            @Nullable Integer stepsPerEpoch,
            boolean shuffle,
            Fit.Validation validation) {

        /** The same with another end. */
        Loop until(int epochs) {
            return new Loop(initialEpoch, epochs, batchSize, stepsPerEpoch, shuffle, validation);
        }

        /** How many steps an epoch over so many rows has; one that ends a pass over the rows may have fewer. */
        int steps(long rows) {
            int pass = Math.toIntExact(Math.ceilDiv(rows, batchSize));
            return stepsPerEpoch == null ? pass : Math.min(stepsPerEpoch, pass);
        }

        /** The most rows that are computed with at once. */
        int largestBatch() {
            return validation.batchSize() == null ? batchSize : Math.max(batchSize, validation.batchSize());
        }
    }

    /**
     * What decides which epoch is the best.
     *
     * @param key a key of the history
     * @param largest whether more is better
     */
    public record Monitor(String key, boolean largest) {

        boolean better(double value, double than) {
            return largest ? value > than : value < than;
        }
    }

    /** What a model file tells of its making. */
    SortedMap<String, String> lineage() {
        SortedMap<String, String> lineage = new TreeMap<>();
        lineage.put("dataset", dataset);
        lineage.put("dataset_sha256", datasetSha256);
        lineage.put("seed", Long.toString(seed));
        if (networkReference != null) {
            lineage.put("network", networkReference);
        }
        return lineage;
    }

    public TrainingPlan {
        callbacks = List.copyOf(callbacks);
    }
}
