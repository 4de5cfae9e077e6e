package org.netsmith.serving;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import tools.jackson.databind.annotation.JsonSerialize;

/**
 * What a model answers for one row. Numbers are as exact as the model's arithmetic: float32 unless it was trained in
 * float64.
 */
@Schema(oneOf = {Prediction.Label.class, Prediction.Value.class, Prediction.Several.class})
@JsonSerialize(using = PredictionSerializer.class)
public sealed interface Prediction {

    /**
     * The most probable class, the first one where several are equally probable.
     *
     * @param probabilities every label and its probability, in class order
     */
    record Label(String label, Map<String, Number> probabilities) implements Prediction {}

    /** A number in the target's own units. */
    record Value(Number value) implements Prediction {}

    /**
     * What a model with several targets answers.
     *
     * @param outputs a label or a value for each target, by its column, in the order of the model's outputs
     */
    record Several(Map<String, Prediction> outputs) implements Prediction {}
}
