package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A column that a network is to learn from: {@code "sepal_length"} or {@code {"name": "island", "encoding":
 * "one_hot"}}.
 *
 * @param encoding {@code standardize}, {@code one_hot}, {@code binary}, {@code none} or {@code scale}; null for the
 *     encoding that suits the column's type
 */
public record FeatureSpec(String name, @Nullable String encoding) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public FeatureSpec(
            @JsonProperty(value = "name", required = true) String name,
            @JsonProperty("encoding") @Nullable String encoding) {
        this.name = name;
        this.encoding = encoding;
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FeatureSpec of(String name) {
        return new FeatureSpec(name, null);
    }
}
