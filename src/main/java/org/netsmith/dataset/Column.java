package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A column and its statistics, worked out at ingest.
 *
 * @param shape the shape of one value of a tensor column, empty for every other type
 * @param missing rows without a value
 * @param distinct different values, missing not counted
 * @param std the sample standard deviation (divisor n − 1)
 * @param quantiles by probability: {@code "0.25"} and so on, interpolated linearly
 * @param topValues the most frequent values with their counts
 * @param categories every value in sorted order where there are few enough to be labels or a one-hot encoding, else
 *     null
 */
public record Column(
        String name,
        ColumnType type,
        List<Long> shape,
        long missing,
        long distinct,
        @Nullable Double min,
        @Nullable Double max,
        @Nullable Double mean,
        @Nullable Double std,
        @Nullable Map<String, Double> quantiles,
        @JsonProperty("top_values") @Nullable List<TopValue> topValues,
        @Nullable List<String> categories) {

    public record TopValue(String value, long count) {}
}
