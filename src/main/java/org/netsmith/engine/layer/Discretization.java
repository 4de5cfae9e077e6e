package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.Positive;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Adapted;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The bin of each number: how many boundaries are at most as large. NaN falls into the last bin. Shapes are those of an
 * {@link Encoding} whose depth is one more than there are boundaries.
 *
 * @param binBoundaries in ascending order
 * @param numBins how many bins Keras was to find, which means nothing once there are boundaries
 * @param epsilon how exactly Keras was to find them, default 0.01; likewise
 * @param outputMode {@code int} (the default), {@code one_hot}, {@code multi_hot} or {@code count}
 * @see <a href="https://keras.io/api/layers/preprocessing_layers/numerical/discretization/">Keras: Discretization</a>
 */
public record Discretization(
        @NotEmpty @Adapted List<Double> binBoundaries,
        @Nullable @Positive Integer numBins,

        @Nullable @DecimalMin(value = "0", inclusive = false)
        Double epsilon,

        @Nullable OutputMode outputMode)
        implements Preprocessing {

    public Discretization {
        binBoundaries = List.copyOf(binBoundaries);
        epsilon = epsilon == null ? Double.valueOf(0.01) : epsilon;
        outputMode = (outputMode == null ? OutputMode.INT : outputMode)
                .among(OutputMode.INT, OutputMode.ONE_HOT, OutputMode.MULTI_HOT, OutputMode.COUNT);
        if (binBoundaries.isEmpty()
                || !binBoundaries.equals(binBoundaries.stream().sorted().toList())) {
            throw new IllegalArgumentException(
                    "bin_boundaries must be numbers in ascending order, received " + binBoundaries);
        }
    }

    private Encoding encoding() {
        return new Encoding(this, outputMode, binBoundaries.size() + 1);
    }

    @Override
    public Shape outputShape(Shape input) {
        return encoding().outputShape(input);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        double[] rounded = Constant.of(scope, binBoundaries).toArray();
        return encoding().build(scope, List.of(x), index -> bin(x.get(index), rounded));
    }

    private static int bin(double number, double[] boundaries) {
        int low = 0;
        int high = boundaries.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (number < boundaries[middle]) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
