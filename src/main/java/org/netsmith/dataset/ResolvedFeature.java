package org.netsmith.dataset;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Says a planned input as a request would. */
record ResolvedFeature(Encoders.Input input) {

    FeatureSpec spec() {
        return switch (input.encoder()) {
            case Encoder.Standardize standardize -> number(Encoding.STANDARDIZE, standardize.missing());
            case Encoder.None none -> number(Encoding.NONE, none.missing());
            case NumberEncoder.MinMax minMax -> number(Encoding.MIN_MAX, minMax.missing());
            case NumberEncoder.Robust robust -> number(Encoding.ROBUST, robust.missing());
            case NumberEncoder.Log1p log1p -> number(Encoding.LOG1P, log1p.missing());
            case NumberEncoder.Quantile quantile -> quantile(quantile);
            case PiecewiseLinear pieces -> pieces(pieces);
            case Encoder.Binary binary -> binary(binary.missing());
            case Encoder.OneHot oneHot -> categories(Encoding.ONE_HOT, oneHot.categories(), null);
            case CategoryEncoder.Ordinal ordinal -> categories(Encoding.ORDINAL, ordinal.categories(), null);
            case Encoder.Embedding embedding ->
                categories(Encoding.EMBEDDING, embedding.categories(), embedding.dimension());
            case TextEncoder.Hashing hashing -> hashed(Encoding.HASHING, hashing.buckets(), hashing.missing());
            case TextEncoder.HashedWords words -> hashed(Encoding.HASHED_WORDS, words.buckets(), words.missing());
            case TextEncoder.TopWords words -> terms(Encoding.TOP_WORDS, words.words(), words.missing());
            case TextEncoder.MultiHot multiHot -> terms(Encoding.MULTI_HOT, multiHot.items(), multiHot.missing());
            case Dates dates -> dates(dates);
            case Encoder.Scale scale -> divided(scale.divisor());
            case TensorEncoder.StandardizeAll _ -> new FeatureSpec(input.name(), Encoding.STANDARDIZE.wireName());
        };
    }

    private FeatureSpec number(Encoding encoding, Gap gap) {
        return spec(encoding, gap, fill(gap), null, null, null);
    }

    private static @Nullable JsonNode fill(Gap gap) {
        return gap.policy() == Missing.CONSTANT ? JsonNodeFactory.instance.numberNode(gap.fill()) : null;
    }

    private FeatureSpec quantile(NumberEncoder.Quantile quantile) {
        return spec(
                Encoding.QUANTILE,
                quantile.missing(),
                fill(quantile.missing()),
                null,
                quantile.distribution().wireName(),
                null);
    }

    private FeatureSpec pieces(PiecewiseLinear pieces) {
        Gap gap = pieces.missing();
        return new FeatureSpec(
                input.name(),
                Encoding.PIECEWISE_LINEAR.wireName(),
                gap.policy().wireName(),
                fill(gap),
                gap.indicator(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                pieces.bins());
    }

    private FeatureSpec binary(Gap gap) {
        JsonNode fill = gap.policy() == Missing.CONSTANT ? JsonNodeFactory.instance.booleanNode(gap.fill() == 1) : null;
        return spec(Encoding.BINARY, gap, fill, null, null, null);
    }

    private FeatureSpec hashed(Encoding encoding, int buckets, Gap gap) {
        return spec(encoding, gap, null, buckets, null, null);
    }

    private FeatureSpec dates(Dates dates) {
        Gap gap = dates.missing();
        JsonNode fill =
                gap.policy() == Missing.CONSTANT ? JsonNodeFactory.instance.stringNode(DateText.of(gap.fill())) : null;
        return dates.parts().isEmpty()
                ? spec(Encoding.CYCLICAL, gap, fill, null, null, null)
                : spec(
                        Encoding.DATE_PARTS,
                        gap,
                        fill,
                        null,
                        null,
                        !dates.cycles().isEmpty());
    }

    private FeatureSpec spec(
            Encoding encoding,
            Gap gap,
            @Nullable JsonNode fill,
            @Nullable Integer buckets,
            @Nullable String distribution,
            @Nullable Boolean cyclical) {
        return new FeatureSpec(
                input.name(),
                encoding.wireName(),
                gap.policy().wireName(),
                fill,
                gap.indicator(),
                null,
                null,
                null,
                null,
                buckets,
                null,
                null,
                distribution,
                cyclical,
                null);
    }

    private FeatureSpec categories(Encoding encoding, Categories categories, @Nullable Integer dimension) {
        boolean known = !categories.values().isEmpty();
        JsonNode fill = categories.fill() == null ? null : JsonNodeFactory.instance.stringNode(categories.fill());
        List<String> values = known ? categories.values() : null;
        return new FeatureSpec(
                input.name(),
                encoding.wireName(),
                categories.missing().wireName(),
                fill,
                null,
                categories.unseen().wireName(),
                values,
                known ? null : categories.places(),
                null,
                null,
                dimension,
                null,
                null,
                null,
                null);
    }

    private FeatureSpec terms(Encoding encoding, Categories terms, Gap gap) {
        boolean words = encoding == Encoding.TOP_WORDS;
        return new FeatureSpec(
                input.name(),
                encoding.wireName(),
                gap.policy().wireName(),
                null,
                gap.indicator(),
                words ? null : terms.unseen().wireName(),
                null,
                words ? null : terms.places(),
                words ? terms.places() : null,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private FeatureSpec divided(double divisor) {
        return new FeatureSpec(
                input.name(),
                Encoding.SCALE.wireName(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                divisor,
                null,
                null,
                null);
    }
}
