package org.netsmith.dataset;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A column that a network is to learn from: {@code "sepal_length"} or {@code {"name": "island", "encoding": "one_hot",
 * "missing": "category"}}. Whatever is null is chosen from the column's profile.
 *
 * @param encoding {@code standardize}, {@code one_hot}, {@code date_parts} …, as {@link Encoding} lists them
 * @param missing what stands in for a missing value: {@code mean}, {@code median}, {@code constant}, {@code category},
 *     {@code zero}, or {@code refuse}
 * @param fill the value that stands in where {@code missing} is {@code constant}
 * @param indicator whether a further number says 1 where the value is missing
 * @param unseen what becomes of a category without a place of its own: {@code other} or {@code refuse}
 * @param categories the values that have places of their own, in this order
 * @param maxCategories how many of the most frequent values have places of their own
 * @param maxWords how many of the most frequent words are counted
 * @param buckets how many buckets a hash chooses from
 * @param dimension the length of an embedding's vectors
 * @param divisor what the numbers of a tensor are divided by
 * @param distribution of the numbers that {@code quantile} makes: {@code uniform} or {@code normal}
 * @param bins how many bins {@code piecewise_linear} cuts the numbers into
 * @param cyclical whether the parts of a date come as sine and cosine too
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FeatureSpec(
        String name,
        @Nullable String encoding,
        @Nullable String missing,
        @Nullable JsonNode fill,
        @Nullable Boolean indicator,
        @Nullable String unseen,
        @Nullable List<String> categories,
        @Nullable Integer maxCategories,
        @Nullable Integer maxWords,
        @Nullable Integer buckets,
        @Nullable Integer dimension,
        @Nullable Double divisor,
        @Nullable String distribution,
        @Nullable Boolean cyclical,
        @Nullable Integer bins) {

    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public FeatureSpec(
            @JsonProperty(value = "name", required = true) @JsonSetter(nulls = Nulls.FAIL) String name,
            @JsonProperty("encoding") @Nullable String encoding,
            @JsonProperty("missing") @Nullable String missing,
            @JsonProperty("fill") @Nullable JsonNode fill,
            @JsonProperty("indicator") @Nullable Boolean indicator,
            @JsonProperty("unseen") @Nullable String unseen,
            @JsonProperty("categories") @Nullable List<String> categories,
            @JsonProperty("max_categories") @Nullable Integer maxCategories,
            @JsonProperty("max_words") @Nullable Integer maxWords,
            @JsonProperty("buckets") @Nullable Integer buckets,
            @JsonProperty("dimension") @Nullable Integer dimension,
            @JsonProperty("divisor") @Nullable Double divisor,
            @JsonProperty("distribution") @Nullable String distribution,
            @JsonProperty("cyclical") @Nullable Boolean cyclical,
            @JsonProperty("bins") @Nullable Integer bins) {
        this.name = name;
        this.encoding = encoding;
        this.missing = missing;
        this.fill = fill == null || fill.isNull() ? null : fill;
        this.indicator = indicator;
        this.unseen = unseen;
        this.categories = categories;
        this.maxCategories = maxCategories;
        this.maxWords = maxWords;
        this.buckets = buckets;
        this.dimension = dimension;
        this.divisor = divisor;
        this.distribution = distribution;
        this.cyclical = cyclical;
        this.bins = bins;
    }

    public FeatureSpec(String name, @Nullable String encoding) {
        this(name, encoding, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static FeatureSpec of(String name) {
        return new FeatureSpec(name, null);
    }

    /** The request with every choice filled in that leads to this input again. */
    public static FeatureSpec of(Encoders.Input input) {
        return new ResolvedFeature(input).spec();
    }
}
