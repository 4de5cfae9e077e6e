package org.netsmith.engine.metric;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.backend.Shape;

/**
 * What training reports. The record's name is the Keras class name; {@code name} is the key in the history: Keras
 * keeps the string the user wrote, else the class name in snake_case.
 *
 * @see <a href="https://keras.io/api/metrics/">Keras: metrics</a>
 */
public sealed interface Metric {

    String name();

    /** Whether more is better. */
    boolean higherIsBetter();

    /** A fresh accumulator for predictions and targets of these shapes, batch in front. */
    Accumulator accumulator(Shape target, Shape prediction);

    /** Share of units on the right side of the threshold: target {@code y} equals {@code p > threshold}. */
    record BinaryAccuracy(@Nullable String name, @Nullable Double threshold) implements Metric {

        public BinaryAccuracy {
            name = name == null ? "binary_accuracy" : name;
            threshold = threshold == null ? 0.5 : threshold;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return Accumulator.mean((y, p) -> y == (p > threshold ? 1.0 : 0.0) ? 1 : 0);
        }
    }

    /** Share of rows whose largest probability is where the target's largest value is; the first of equals counts. */
    record CategoricalAccuracy(@Nullable String name) implements Metric {

        public CategoricalAccuracy {
            name = name == null ? "categorical_accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return Accumulator.argumentOfMaximum(false);
        }
    }

    /** Share of rows whose largest probability is at the target's class number; the first of equals counts. */
    record SparseCategoricalAccuracy(@Nullable String name) implements Metric {

        public SparseCategoricalAccuracy {
            name = name == null ? "sparse_categorical_accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return Accumulator.argumentOfMaximum(true);
        }
    }

    /** {@code "accuracy"} or {@code "acc"} as written: which one it is depends on the output and the target. */
    @Aliases({"acc", "accuracy"})
    record Accuracy(@Nullable String name) implements Metric {

        public Accuracy {
            name = name == null ? "accuracy" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return resolve(target, prediction).accumulator(target, prediction);
        }

        /**
         * As Keras decides: one unit is binary; fewer axes or one number a row are class numbers; else rows are
         * distributions.
         */
        public Metric resolve(Shape target, Shape prediction) {
            if (prediction.rank() < 2 || prediction.extent(-1) == 1) {
                return new BinaryAccuracy(name, null);
            }
            boolean sparse = target.rank() < prediction.rank() || target.extent(-1) == 1;
            return sparse ? new SparseCategoricalAccuracy(name) : new CategoricalAccuracy(name);
        }
    }

    /** {@code mean (y − p)²}. */
    @Aliases({"mse", "MSE"})
    record MeanSquaredError(@Nullable String name) implements Metric {

        public MeanSquaredError {
            name = name == null ? "mean_squared_error" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return Accumulator.mean((y, p) -> (y - p) * (y - p));
        }
    }

    /** {@code mean |y − p|}. */
    @Aliases({"mae", "MAE"})
    record MeanAbsoluteError(@Nullable String name) implements Metric {

        public MeanAbsoluteError {
            name = name == null ? "mean_absolute_error" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return false;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return Accumulator.mean((y, p) -> Math.abs(y - p));
        }
    }

    /** {@code 1 − Σ(y − p)² / Σ(y − ȳ)²}, the mean over the outputs. */
    record R2Score(@Nullable String name) implements Metric {

        public R2Score {
            name = name == null ? "r2_score" : name;
        }

        @Override
        public boolean higherIsBetter() {
            return true;
        }

        @Override
        public Accumulator accumulator(Shape target, Shape prediction) {
            return new Determination();
        }
    }
}
