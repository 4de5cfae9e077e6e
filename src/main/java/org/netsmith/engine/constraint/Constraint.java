package org.netsmith.engine.constraint;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.expression.Formulated;

/**
 * What a weight must keep to: it is projected onto that after each step of training. The record's name is the Keras
 * class name; its components are the Keras config with Keras' defaults. {@link Projection} carries it out.
 *
 * @see <a href="https://keras.io/api/layers/constraints/">Keras: constraints</a>
 */
public sealed interface Constraint extends Formulated {

    /** Why this constraint cannot be used on a weight of a shape; empty where it can. */
    default Optional<String> misfit(Shape shape) {
        return Optional.empty();
    }

    /** Each element goes through one formula in the element {@code w}. */
    sealed interface Elementwise extends Constraint {}

    /**
     * The elements along one axis, such as all weights into one unit, go through one formula in the element {@code w}
     * and their common length {@code n = √Σw²}.
     */
    sealed interface OfNorm extends Constraint {

        /** The axis of the weight, negative from the end; 0 of a kernel {@code [in, units]} is the inputs of a unit. */
        Integer axis();

        @Override
        default Optional<String> misfit(Shape shape) {
            return axis() >= -shape.rank() && axis() < shape.rank()
                    ? Optional.empty()
                    : Optional.of("%s.axis must name an axis of the weight of shape %s, received %d"
                            .formatted(getClass().getSimpleName(), shape, axis()));
        }
    }

    /**
     * No length above {@code max_value}: {@code w·min(n, max_value)/(ε + n)}, ε being 10⁻⁷.
     *
     * @param maxValue default 2
     * @param axis default 0
     */
    record MaxNorm(
            @Nullable @DecimalMin("0") Double maxValue,
            @Nullable Integer axis) implements OfNorm {

        public MaxNorm {
            maxValue = maxValue == null ? 2.0 : maxValue;
            axis = axis == null ? 0 : axis;
        }

        @Override
        public String formula() {
            return "w * (min(n, m) / (1e-7 + n))";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("m", maxValue);
        }
    }

    /** No element below 0. */
    record NonNeg() implements Elementwise {
        @Override
        public String formula() {
            return "select(w >= 0, w, 0)";
        }
    }

    /**
     * Every length is 1: {@code w/(ε + n)}, ε being 10⁻⁷.
     *
     * @param axis default 0
     */
    record UnitNorm(@Nullable Integer axis) implements OfNorm {

        public UnitNorm {
            axis = axis == null ? 0 : axis;
        }

        @Override
        public String formula() {
            return "w / (1e-7 + n)";
        }
    }

    /**
     * Every length within {@code [min_value, max_value]}, or on its way there: {@code w·(rate·clip(n, min_value,
     * max_value) + (1 − rate)·n)/(ε + n)}, ε being 10⁻⁷.
     *
     * @param minValue default 0
     * @param maxValue default 1
     * @param rate how far to go, from 0 to 1, default 1
     * @param axis default 0
     */
    record MinMaxNorm(
            @Nullable @DecimalMin("0") Double minValue,
            @Nullable @DecimalMin("0") Double maxValue,
            @Nullable @DecimalMin("0") @DecimalMax("1") Double rate,
            @Nullable Integer axis)
            implements OfNorm {

        public MinMaxNorm {
            minValue = minValue == null ? 0.0 : minValue;
            maxValue = maxValue == null ? 1.0 : maxValue;
            rate = rate == null ? 1.0 : rate;
            axis = axis == null ? 0 : axis;
            if (minValue > maxValue) {
                throw new IllegalArgumentException(
                        "min_value must not be above max_value, received %s and %s".formatted(minValue, maxValue));
            }
        }

        @Override
        public String formula() {
            return "w * ((r * clip(n, a, b) + (1 - r) * n) / (1e-7 + n))";
        }

        @Override
        public Map<String, Double> parameters() {
            return Map.of("a", minValue, "b", maxValue, "r", rate);
        }
    }
}
