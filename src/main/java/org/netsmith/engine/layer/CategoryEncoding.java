package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Ids in [0, numTokens) as rows of zeros and ones, or of counts. Fractions of ids are cut off; what is no id then has
 * no place in the output. Shapes are those of an {@link Encoding} whose depth is the number of tokens.
 *
 * @param numTokens how many ids there are, at least 1
 * @param outputMode {@code multi_hot} (the default), {@code one_hot} or {@code count}
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/categorical/category_encoding/">Keras:
 *     CategoryEncoding</a>
 */
public record CategoryEncoding(
        @Positive Integer numTokens, @Nullable OutputMode outputMode) implements Preprocessing {

    public CategoryEncoding {
        outputMode = (outputMode == null ? OutputMode.MULTI_HOT : outputMode)
                .among(OutputMode.ONE_HOT, OutputMode.MULTI_HOT, OutputMode.COUNT);
    }

    @Override
    public long largestWhole() {
        return numTokens - 1L;
    }

    private Encoding encoding() {
        return new Encoding(this, outputMode, numTokens);
    }

    @Override
    public Shape outputShape(Shape input) {
        return encoding().outputShape(input);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        return encoding().build(scope, List.of(x), index -> id(x.get(index)));
    }

    private static long id(double number) {
        return Double.isNaN(number) ? -1 : (long) number;
    }
}
