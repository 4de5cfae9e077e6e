package org.netsmith.serving;

import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** @param instances rows as objects of column names and values, or as arrays of values in input order */
record PredictionRequest(
        @Nullable
        @ArraySchema(
                schema = @Schema(type = "object"),
                arraySchema =
                        @Schema(
                                requiredMode = Schema.RequiredMode.REQUIRED,
                                example = "[{\"sepal_length_cm\": 5.1, \"sepal_width_cm\": 3.5, \"petal_length_cm\":"
                                        + " 1.4, \"petal_width_cm\": 0.2}]"))
        JsonNode instances) {}
