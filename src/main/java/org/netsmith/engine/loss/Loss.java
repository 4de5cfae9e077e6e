package org.netsmith.engine.loss;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;

/**
 * What training minimises. The record's name is the Keras class name, its components the Keras config with Keras'
 * defaults. A row is one position of all axes but the last: the loss of {@code [batch, steps, units]} has {@code
 * batch·steps} rows.
 *
 * @see <a href="https://keras.io/api/losses/">Keras: losses</a>
 */
public sealed interface Loss {

    /** Default {@link Reduction#SUM_OVER_BATCH_SIZE}. */
    Reduction reduction();

    /**
     * A loss whose row is the mean over the units of one formula in the target {@code y} and the prediction {@code
     * p}.
     */
    sealed interface Elementwise extends Loss {

        String formula();
    }

    /** A cross-entropy of classes: {@code −Σ y·log p} over the units of a row. */
    sealed interface Crossentropy extends Loss {

        /** Whether predictions are logits rather than probabilities. */
        Boolean fromLogits();

        /** The same loss of logits. */
        Crossentropy ofLogits();
    }

    @Aliases({"mse", "MSE"})
    record MeanSquaredError(@Nullable Reduction reduction) implements Elementwise {

        public MeanSquaredError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "(y - p)^2";
        }
    }

    @Aliases({"mae", "MAE"})
    record MeanAbsoluteError(@Nullable Reduction reduction) implements Elementwise {

        public MeanAbsoluteError {
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            return "abs(y - p)";
        }
    }

    /**
     * {@code −(y·log p + (1 − y)·log(1 − p))}, p clipped to [1e-7, 1 − 1e-7]; of logits {@code softplus(p) − p·y}.
     * Label smoothing s makes y·(1 − s) + s/2 of y.
     */
    @Aliases({"bce", "BCE"})
    record BinaryCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Elementwise, Crossentropy {

        public BinaryCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public String formula() {
            String label =
                    labelSmoothing == 0 ? "y" : "(y * %s + %s)".formatted(1 - labelSmoothing, labelSmoothing / 2);
            String clipped = "clip(p, 1e-7, 1 - 1e-7)";
            return fromLogits
                    ? "softplus(p) - p * %s".formatted(label)
                    : "-(%1$s * log(%2$s) + (1 - %1$s) * log(1 - %2$s))".formatted(label, clipped);
        }

        @Override
        public BinaryCrossentropy ofLogits() {
            return new BinaryCrossentropy(true, labelSmoothing, reduction);
        }
    }

    /**
     * Targets are distributions {@code [rows, classes]}. Probabilities are divided by their sum, then clipped, as
     * Keras does.
     */
    record CategoricalCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double labelSmoothing,
            @Nullable Reduction reduction)
            implements Crossentropy {

        public CategoricalCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            labelSmoothing = labelSmoothing == null ? 0.0 : labelSmoothing;
            reduction = orDefault(reduction);
        }

        @Override
        public CategoricalCrossentropy ofLogits() {
            return new CategoricalCrossentropy(true, labelSmoothing, reduction);
        }
    }

    /**
     * Targets are class numbers, one a row. Probabilities are clipped and go through a log-softmax of their
     * logarithms, as Keras does.
     *
     * @param ignoreClass rows of this class count nothing
     */
    record SparseCategoricalCrossentropy(
            @Nullable Boolean fromLogits,
            @Nullable Integer ignoreClass,
            @Nullable Reduction reduction) implements Crossentropy {

        public SparseCategoricalCrossentropy {
            fromLogits = fromLogits != null && fromLogits;
            reduction = orDefault(reduction);
        }

        @Override
        public SparseCategoricalCrossentropy ofLogits() {
            return new SparseCategoricalCrossentropy(true, ignoreClass, reduction);
        }
    }

    private static Reduction orDefault(@Nullable Reduction reduction) {
        return reduction == null ? Reduction.SUM_OVER_BATCH_SIZE : reduction;
    }
}
