package org.netsmith.engine.layer;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.List;
import java.util.Objects;
import java.util.function.DoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Adapted;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The id of each whole number by its place in a vocabulary, or the number of each id; what is said of {@link
 * StringLookup} goes for it, with whole numbers as tokens. Fractions are cut off. A vocabulary with numbers beyond 2²⁴
 * needs a float64 network.
 *
 * @param maxTokens how many ids there may be, special ones too; default any number
 * @param numOovIndices how many places numbers out of the vocabulary have, default 1
 * @param maskToken the number that stands for padding: id 0, or counted nowhere; default none
 * @param oovToken what ids outside of the vocabulary are taken back to, default −1
 * @param vocabulary numbers in the order of their ids, each once; never read from a file
 * @param idfWeights what each number counts, for {@code tf_idf} and only there
 * @param invert whether ids are given and numbers of the vocabulary are put out, default false
 * @param outputMode {@code int} (the default), {@code one_hot}, {@code multi_hot}, {@code count} or {@code tf_idf}
 * @param padToMaxTokens whether rows have maxTokens places whatever the vocabulary, default false
 * @param oovMethod how one of several places is found: by the remainder ({@code floormod}, the default) or by the hash
 *     of the number as text ({@code farmhash})
 * @param salt one or two integers that make another hash, default none
 * @param vocabularySize how many ids there are, which follows from the rest
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/categorical/integer_lookup/">Keras: IntegerLookup</a>
 */
public record IntegerLookup(
        @Nullable @Min(2) Integer maxTokens,
        @Nullable @PositiveOrZero Integer numOovIndices,
        @Nullable Long maskToken,
        @Nullable Long oovToken,
        @NotEmpty @Adapted List<Long> vocabulary,
        @Nullable List<Double> idfWeights,
        @Nullable Boolean invert,
        @Nullable OutputMode outputMode,
        @Nullable Boolean padToMaxTokens,
        @Nullable OovMethod oovMethod,
        @Nullable @ScalarOrList List<Long> salt,
        @Nullable @Adapted Integer vocabularySize)
        implements Preprocessing {

    /** How a number out of the vocabulary finds its place among several. */
    public enum OovMethod {
        FLOORMOD,
        FARMHASH
    }

    public IntegerLookup {
        numOovIndices = numOovIndices == null ? Integer.valueOf(1) : numOovIndices;
        oovToken = oovToken == null ? Long.valueOf(-1) : oovToken;
        vocabulary = List.copyOf(vocabulary);
        idfWeights = idfWeights == null ? null : List.copyOf(idfWeights);
        invert = invert != null && invert;
        outputMode = outputMode == null ? OutputMode.INT : outputMode;
        padToMaxTokens = padToMaxTokens != null && padToMaxTokens;
        oovMethod = oovMethod == null ? OovMethod.FLOORMOD : oovMethod;
        salt = Buckets.salt(salt);
        if (salt != null && oovMethod == OovMethod.FLOORMOD) {
            throw new IllegalArgumentException("salt needs oov_method 'farmhash', received 'floormod'");
        }
        var table = new Vocabulary<>(vocabulary, numOovIndices, maskToken, oovToken, outputMode, invert);
        vocabularySize = table.size(vocabularySize, maxTokens, padToMaxTokens);
        table.requireWeights(idfWeights);
    }

    /** The layer with Keras' defaults. */
    public static IntegerLookup of(Long... vocabulary) {
        return new IntegerLookup(null, null, null, null, List.of(vocabulary), null, null, null, null, null, null, null);
    }

    @Override
    public long largestWhole() {
        LongStream tokens = Stream.concat(vocabulary.stream(), Stream.ofNullable(maskToken))
                .mapToLong(token -> Math.abs(Math.max(token, -Long.MAX_VALUE)));
        return Math.max(tokens.max().orElse(0), vocabularySize - 1L);
    }

    private Vocabulary<Long> table() {
        return new Vocabulary<>(vocabulary, numOovIndices, maskToken, oovToken, outputMode, invert);
    }

    private Encoding encoding() {
        int depth = padToMaxTokens ? Objects.requireNonNull(maxTokens) : vocabularySize;
        return new Encoding("IntegerLookup", outputMode, depth, table().weights(idfWeights, depth));
    }

    @Override
    public Shape outputShape(Shape input) {
        return encoding().outputShape(input);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return invert
                ? buildInverse(scope, x)
                : encoding().build(scope, List.of(x), table().ids(x, index -> (long) x.get(index), this::bucket));
    }

    private int bucket(long number) {
        return oovMethod == OovMethod.FLOORMOD
                ? Math.floorMod(number, numOovIndices)
                : new Buckets(numOovIndices, salt).of(Long.toString(number));
    }

    private Pass buildInverse(Scope scope, Tensor x) {
        DoubleFunction<Long> numbers = table().tokensOfIds();
        return encoding().build(scope, List.of(x), index -> numbers.apply(x.get(index)));
    }
}
