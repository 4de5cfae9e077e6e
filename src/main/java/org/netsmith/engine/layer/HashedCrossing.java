package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The bin of each combination of texts or whole numbers, by the fingerprints of its parts; a whole number is its own.
 * Inputs {@code [batch]} or {@code [batch, 1]}, all of one shape · Output of the same shape, or
 * {@code [batch, numBins]}.
 *
 * @param numBins at least 1
 * @param outputMode {@code int} (the default) or {@code one_hot}
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/categorical/hashed_crossing/">Keras: HashedCrossing</a>
 */
public record HashedCrossing(
        @Positive Integer numBins, @Nullable OutputMode outputMode) implements Merge, Hashed {

    /** What the fingerprints of the parts are added to, as TensorFlow has it. */
    private static final long START = 0xDECAFCAFFEL;

    public HashedCrossing {
        outputMode = (outputMode == null ? OutputMode.INT : outputMode).among(OutputMode.INT, OutputMode.ONE_HOT);
    }

    @Override
    public boolean takes(Elements elements) {
        return true;
    }

    @Override
    public long largestWhole() {
        return numBins - 1L;
    }

    private Encoding encoding() {
        return new Encoding(this, outputMode, numBins);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Merge.requireSeveral(this, inputs);
        Shape first = inputs.getFirst();
        if (first.size() != 1 || first.rank() > 1 || inputs.stream().anyMatch(input -> !input.equals(first))) {
            throw new ShapeException(
                    "HashedCrossing needs rows of one element each, all of one shape; received " + inputs);
        }
        return encoding().outputShape(first);
    }

    @Override
    public Pass build(Scope scope, List<Tensor> inputs) {
        return encoding().build(scope, inputs, index -> {
            long fingerprint = START;
            for (Tensor input : inputs) {
                fingerprint = Fingerprint.concatenated(fingerprint, part(input, index));
            }
            return Long.remainderUnsigned(fingerprint, numBins);
        });
    }

    private static long part(Tensor input, long index) {
        return input.type() == DType.STRING
                ? Fingerprint.of(input.text(index).getBytes(StandardCharsets.UTF_8))
                : (long) input.get(index);
    }
}
