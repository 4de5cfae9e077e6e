package org.netsmith.training;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code POST /api/v1/training-jobs} takes. A job's {@code spec} is the same record with every default filled in,
 * so that a spec can be posted again and gives the same model.
 *
 * @param name what people call the job
 * @param network a reference ({@code mlp@1}), a Keras definition in place, or absent: a default network for the data
 * @param initialModel a stored model to go on from
 * @param dataset a reference, {@code iris} or {@code iris@1}
 * @param target the column to learn; for a network with several outputs a list of columns in their order, or an object
 *     of columns by the names of the outputs
 * @param features column names, or objects {@code {"name": …, "encoding": …}}; for a network with several inputs an
 *     object of such lists by the names of the inputs; absent: every other usable column
 * @param seed of everything random; absent: drawn once and shown in the spec
 * @param register absent: the model takes the data set's name
 * @param priority jobs of higher priority start first; default 0
 * @param maxRuntimeSeconds the longest an attempt may take; absent: no limit
 * @param labels for finding the job again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobRequest(
        @Nullable String name,
        @Nullable JsonNode network,
        @Nullable JsonNode initialModel,
        @Nullable String dataset,
        @Nullable JsonNode target,
        @Nullable Features features,
        @Nullable Validation validation,
        @Nullable Compile compile,
        @Nullable FitArguments fit,
        @Nullable Long seed,
        @Nullable Register register,
        @Nullable Integer priority,
        @Nullable Long maxRuntimeSeconds,
        @Nullable Map<String, String> labels) {

    /**
     * Which rows are held out: a share ({@code split}), each of {@code folds} in turn, another data set, or the rows
     * where {@code column} is {@code value}.
     *
     * @param split the share, drawn by seed unless {@code time} or {@code group} is given
     * @param stratify whether each label is held out in proportion; absent: yes for labels, where rows are drawn
     * @param folds 2 to 20: the model is trained on all rows after each fold was measured by training on the others
     * @param time the column that orders rows: the latest are held out; with folds, each is trained for on what was
     *     before it
     * @param group the column whose values are held out whole
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Validation(
            @Nullable Double split,
            @Nullable Boolean stratify,
            @Nullable String dataset,
            @Nullable String column,
            @Nullable JsonNode value,
            @Nullable Integer folds,
            @Nullable String time,
            @Nullable String group) {}

    /**
     * Keras' {@code compile}: each a string or a Keras object. Of several outputs, what belongs to each comes in a
     * list in their order, in an object by their names, or as one for all of them.
     *
     * @param loss absent: what suits the target
     * @param lossWeights what the loss of an output is multiplied by in the whole; absent: 1
     * @param metrics count every row 1
     * @param weightedMetrics count rows by their sample or class weight
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Compile(
            @Nullable JsonNode optimizer,
            @Nullable JsonNode loss,
            @Nullable JsonNode lossWeights,
            @Nullable JsonNode metrics,
            @Nullable JsonNode weightedMetrics) {

        static final Compile NOTHING = new Compile(null, null, null, null, null);
    }

    /**
     * Keras' arguments of {@code fit}; class weights go by label, sample weights are a column.
     *
     * @param initialEpoch where counting of epochs starts, default 0
     * @param epochs where it ends
     * @param stepsPerEpoch absent: every batch; else the next epoch goes on where this one ended
     * @param validationSteps how many batches of the rows held out are evaluated; absent: all
     * @param validationBatchSize absent: {@code batchSize}
     * @param validationFreq every so many epochs, or a list of epochs counted from 1; default 1
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record FitArguments(
            @Nullable Integer initialEpoch,
            @Nullable Integer epochs,
            @Nullable Integer batchSize,
            @Nullable Integer stepsPerEpoch,
            @Nullable Boolean shuffle,
            @Nullable Double validationSplit,
            @Nullable Integer validationSteps,
            @Nullable Integer validationBatchSize,
            @Nullable JsonNode validationFreq,
            @Nullable Map<String, Double> classWeight,
            @Nullable String sampleWeight,
            @Nullable List<JsonNode> callbacks) {

        FitArguments {
            validationFreq = validationFreq == null || validationFreq.isNull() ? null : validationFreq;
        }

        static final FitArguments NOTHING =
                new FitArguments(null, null, null, null, null, null, null, null, null, null, null, null);
    }

    /** The model that a successful job adds a version to, and the aliases that move to it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Register(@Nullable String model, @Nullable List<String> aliases) {}
}
