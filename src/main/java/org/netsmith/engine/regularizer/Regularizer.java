package org.netsmith.engine.regularizer;

import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.expression.Differentiable;

/**
 * What a weight or the output of a layer adds to the loss. The record's name is the Keras class name; its components
 * are the Keras config with Keras' defaults. {@link Penalty} computes it with its gradient.
 *
 * @see <a href="https://keras.io/api/layers/regularizers/">Keras: regularizers</a>
 */
public sealed interface Regularizer {

    /** Why this regularizer cannot be used on a tensor of a shape; empty where it can. */
    default Optional<String> misfit(Shape shape) {
        return Optional.empty();
    }

    /** The sum over all elements of one formula in the element {@code w}. */
    sealed interface Elementwise extends Regularizer, Differentiable {

        @Override
        default String variable() {
            return "w";
        }
    }

    /**
     * {@code l1·Σ|w|}.
     *
     * @param l1 default 0.01
     */
    record L1(@Nullable @DecimalMin("0") Double l1) implements Elementwise {

        public L1 {
            l1 = l1 == null ? 0.01 : l1;
        }

        @Override
        public String formula() {
            return "a * abs(w)";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", l1);
        }
    }

    /**
     * {@code l2·Σw²}, without a factor of one half.
     *
     * @param l2 default 0.01
     */
    record L2(@Nullable @DecimalMin("0") Double l2) implements Elementwise {

        public L2 {
            l2 = l2 == null ? 0.01 : l2;
        }

        @Override
        public String formula() {
            return "b * w^2";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("b", l2);
        }
    }

    /**
     * {@code l1·Σ|w| + l2·Σw²}.
     *
     * @param l1 default 0
     * @param l2 default 0
     */
    record L1L2(
            @Nullable @DecimalMin("0") Double l1,
            @Nullable @DecimalMin("0") Double l2) implements Elementwise {

        public L1L2 {
            l1 = l1 == null ? 0.0 : l1;
            l2 = l2 == null ? 0.0 : l2;
        }

        @Override
        public String formula() {
            return "a * abs(w) + b * w^2";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", l1, "b", l2);
        }
    }

    /**
     * How far the rows (or columns) of a matrix are from standing at right angles: {@code factor·Σ|nᵢ·nⱼ| / (s(s − 1))}
     * over all pairs {@code i ≠ j} of the s rows, each brought to length 1. A single row has no pairs and costs
     * nothing.
     *
     * @param factor default 0.01
     * @param mode default rows
     */
    record OrthogonalRegularizer(
            @Nullable @DecimalMin("0") Double factor,
            @Nullable Mode mode) implements Regularizer {

        /** Whether rows or columns are compared. */
        public enum Mode {
            ROWS,
            COLUMNS
        }

        public OrthogonalRegularizer {
            factor = factor == null ? 0.01 : factor;
            mode = mode == null ? Mode.ROWS : mode;
        }

        @Override
        public Optional<String> misfit(Shape shape) {
            return shape.rank() == 2
                    ? Optional.empty()
                    : Optional.of("OrthogonalRegularizer needs a matrix, received a weight of shape " + shape);
        }
    }
}
