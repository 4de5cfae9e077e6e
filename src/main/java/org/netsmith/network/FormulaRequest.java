package org.netsmith.network;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A formula that somebody wants to know about.
 *
 * @param expression the formula; of an activation in x, of a loss or metric in the target y and the prediction p
 * @param parameters the values of all other names in it
 * @param kind {@code activation}, {@code loss} or {@code metric}, default activation
 * @param from where the samples start, default −5
 * @param to where they end, default 5
 * @param points how many there are, 2 to 1000, default 101
 * @param target the target y of the samples of a loss or metric, default 1
 */
record FormulaRequest(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, example = "x + sin(a * x)^2 / a", maxLength = 1000)
        @Nullable
        String expression,

        @Nullable Map<String, @Nullable Double> parameters,

        @Schema(
                allowableValues = {"activation", "loss", "metric"},
                defaultValue = "activation")
        @Nullable
        String kind,

        @Schema(defaultValue = "-5") @Nullable Double from,
        @Schema(defaultValue = "5") @Nullable Double to,

        @Schema(defaultValue = "101", minimum = "2", maximum = "1000") @Nullable
        Integer points,

        @Schema(defaultValue = "1") @Nullable Double target) {

    FormulaRequest {
        parameters = parameters == null ? Map.of() : parameters;
        kind = kind == null ? "activation" : kind;
        from = from == null ? -5.0 : from;
        to = to == null ? 5.0 : to;
        points = points == null ? 101 : points;
        target = target == null ? 1.0 : target;
    }
}
