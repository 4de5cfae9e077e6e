package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The bin of each text or whole number by its hash: FarmHash's fingerprint, with a salt SipHash-2-4. Numbers are hashed
 * as the text they are written as, without fractions. Shapes are those of an {@link Encoding} whose depth is the number
 * of bins.
 *
 * @param numBins at least 1
 * @param salt one or two integers that make another hash, default none
 * @param maskValue what goes to bin 0, which nothing else goes to then; a text where the input is text. Default none,
 *     and without effect where there is one bin
 * @param outputMode {@code int} (the default), {@code one_hot}, {@code multi_hot} or {@code count}
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/categorical/hashing/">Keras: Hashing</a>
 */
public record Hashing(
        @Positive Integer numBins,
        @Nullable @ScalarOrList List<Long> salt,
        @Nullable Token maskValue,
        @Nullable OutputMode outputMode)
        implements Preprocessing, Hashed {

    public Hashing {
        salt = Buckets.salt(salt);
        outputMode = (outputMode == null ? OutputMode.INT : outputMode)
                .among(OutputMode.INT, OutputMode.ONE_HOT, OutputMode.MULTI_HOT, OutputMode.COUNT);
    }

    @Override
    public boolean takes(Elements elements) {
        return maskValue == null || maskValue.elements() == elements;
    }

    @Override
    public long largestWhole() {
        return numBins - 1L;
    }

    private Encoding encoding() {
        return new Encoding(this, outputMode, numBins);
    }

    @Override
    public Shape outputShape(Shape input) {
        return encoding().outputShape(input);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        boolean masks = maskValue != null && numBins > 1;
        Buckets buckets = new Buckets(masks ? numBins - 1 : numBins, salt);
        return encoding().build(scope, List.of(x), index -> {
            if (masks && isMasked(x, index)) {
                return 0;
            }
            return buckets.of(text(x, index)) + (masks ? 1 : 0);
        });
    }

    private boolean isMasked(Tensor x, long index) {
        return switch (maskValue) {
            case null -> false;
            case Token.Text text -> text.value().equals(x.text(index));
            case Token.Whole whole -> whole.value() == x.get(index);
        };
    }

    private static String text(Tensor x, long index) {
        return x.type() == DType.STRING ? x.text(index) : Long.toString((long) x.get(index));
    }
}
