package org.netsmith.engine.layer;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Adapted;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The id of each text by its place in a vocabulary, or the text of each id. Ids are counted from 0: first the mask
 * where there is one, then the places of texts out of the vocabulary, then the vocabulary. Shapes are those of an
 * {@link Encoding} whose depth is the size of the vocabulary with its special tokens. Float32 holds ids exactly up to
 * 2²⁴.
 *
 * @param maxTokens how many ids there may be, special ones too; default any number
 * @param numOovIndices how many places texts out of the vocabulary have, default 1; with several, their hash decides,
 *     with none they end the step with an {@link UnknownTokenException}
 * @param maskToken the text that stands for padding: id 0, or counted nowhere; default none
 * @param oovToken what ids outside of the vocabulary are taken back to, default {@code [UNK]}
 * @param vocabulary texts in the order of their ids, each once; never read from a file
 * @param idfWeights what each text counts, for {@code tf_idf} and only there
 * @param invert whether ids are given and texts are put out, default false
 * @param outputMode {@code int} (the default), {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}
 * @param padToMaxTokens whether rows have maxTokens places whatever the vocabulary, default false
 * @param salt one or two integers that make another hash, default none
 * @param vocabularySize how many ids there are, which follows from the rest
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/categorical/string_lookup/">Keras: StringLookup</a>
 */
public record StringLookup(
        @Nullable @Min(2) Integer maxTokens,
        @Nullable @PositiveOrZero Integer numOovIndices,
        @Nullable String maskToken,
        @Nullable String oovToken,
        @NotEmpty @Adapted List<String> vocabulary,
        @Nullable List<Double> idfWeights,
        @Nullable Boolean invert,
        @Nullable OutputMode outputMode,
        @Nullable Boolean padToMaxTokens,
        @Nullable @ScalarOrList List<Long> salt,
        @Nullable @Adapted Integer vocabularySize)
        implements Preprocessing {

    public StringLookup {
        numOovIndices = numOovIndices == null ? Integer.valueOf(1) : numOovIndices;
        oovToken = oovToken == null ? "[UNK]" : oovToken;
        vocabulary = List.copyOf(vocabulary);
        idfWeights = idfWeights == null ? null : List.copyOf(idfWeights);
        invert = invert != null && invert;
        outputMode = outputMode == null ? OutputMode.INT : outputMode;
        padToMaxTokens = padToMaxTokens != null && padToMaxTokens;
        salt = Buckets.salt(salt);
        var table = new Vocabulary<>(vocabulary, numOovIndices, maskToken, oovToken, outputMode, invert);
        vocabularySize = table.size(vocabularySize, maxTokens, padToMaxTokens);
        table.requireWeights(idfWeights);
    }

    /** The layer with Keras' defaults. */
    public static StringLookup of(String... vocabulary) {
        return new StringLookup(null, null, null, null, List.of(vocabulary), null, null, null, null, null, null);
    }

    @Override
    public boolean takes(Elements elements) {
        return elements == (invert ? Elements.NUMBERS : Elements.TEXTS);
    }

    @Override
    public Elements gives() {
        return invert ? Elements.TEXTS : Elements.NUMBERS;
    }

    @Override
    public long largestWhole() {
        return vocabularySize - 1L;
    }

    private Vocabulary<String> table() {
        return new Vocabulary<>(vocabulary, numOovIndices, maskToken, oovToken, outputMode, invert);
    }

    private Encoding encoding() {
        int depth = padToMaxTokens ? Objects.requireNonNull(maxTokens) : vocabularySize;
        return new Encoding("StringLookup", outputMode, depth, table().weights(idfWeights, depth));
    }

    @Override
    public Shape outputShape(Shape input) {
        return encoding().outputShape(input);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        if (invert) {
            return buildInverse(scope, x);
        }
        Buckets buckets = new Buckets(Math.max(1, numOovIndices), salt);
        return encoding().build(scope, List.of(x), table().ids(x, x::text, buckets::of));
    }

    private Pass buildInverse(Scope scope, Tensor x) {
        Tensor y = scope.texts(x.shape());
        DoubleFunction<String> texts = table().tokensOfIds();
        scope.run(() -> {
            scope.backend().download(x);
            for (long i = 0; i < y.size(); i++) {
                y.setText(i, texts.apply(x.get(i)));
            }
        });
        return Pass.of(y, (_, _) -> null);
    }
}
