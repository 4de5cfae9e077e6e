package org.netsmith.engine.initializer;

import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.initializer.Initializer.VarianceScaling.Distribution;
import org.netsmith.engine.initializer.Initializer.VarianceScaling.Mode;

/**
 * How a weight starts. The record's name is the Keras class name; its components are the Keras config with Keras'
 * defaults. Random values follow Keras' distributions, not Keras' numbers: they are a function of the run's seed and
 * the weight's place. A seed of an initializer's own takes the place of the run's.
 *
 * @see <a href="https://keras.io/api/layers/initializers/">Keras: initializers</a>
 */
public sealed interface Initializer {

    /** {@code shape.size()} values, row-major. */
    double[] values(Shape shape, Randomness place);

    /** Why this initializer cannot fill a weight of a shape; empty where it can. */
    default Optional<String> misfit(Shape shape) {
        return Optional.empty();
    }

    /** 0 everywhere. */
    @Aliases("zero")
    record Zeros() implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return filled(shape, 0);
        }
    }

    /** 1 everywhere. */
    @Aliases("one")
    record Ones() implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return filled(shape, 1);
        }
    }

    /**
     * One value everywhere.
     *
     * @param value default 0
     */
    record Constant(@Nullable Double value) implements Initializer {

        public Constant {
            value = value == null ? 0.0 : value;
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            return filled(shape, value);
        }
    }

    /**
     * {@code gain} on the diagonal of a matrix, 0 elsewhere.
     *
     * @param gain default 1
     */
    @Aliases("IdentityInitializer")
    record Identity(@Nullable Double gain) implements Initializer {

        public Identity {
            gain = gain == null ? 1.0 : gain;
        }

        @Override
        public Optional<String> misfit(Shape shape) {
            return shape.rank() == 2
                    ? Optional.empty()
                    : Optional.of("Identity fills matrices, received a weight of shape " + shape);
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            double[] values = filled(shape, 0);
            int columns = Math.toIntExact(shape.extent(1));
            for (int i = 0; i < Math.min(shape.extent(0), columns); i++) {
                values[i * columns + i] = gain;
            }
            return values;
        }
    }

    /**
     * Normal.
     *
     * @param mean default 0
     * @param stddev the standard deviation, default 0.05
     */
    @Aliases("normal")
    record RandomNormal(
            @Nullable Double mean,
            @Nullable @PositiveOrZero Double stddev,
            @Nullable Long seed) implements Initializer {

        public RandomNormal {
            mean = mean == null ? 0.0 : mean;
            stddev = stddev == null ? 0.05 : stddev;
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            return drawn(shape, placed(place, seed), philox -> mean + philox.nextNormal() * stddev);
        }
    }

    /**
     * Normal, but what is further than two standard deviations from the mean is drawn again.
     *
     * @param mean default 0
     * @param stddev the standard deviation before the cut, default 0.05
     */
    record TruncatedNormal(
            @Nullable Double mean,
            @Nullable @PositiveOrZero Double stddev,
            @Nullable Long seed) implements Initializer {

        public TruncatedNormal {
            mean = mean == null ? 0.0 : mean;
            stddev = stddev == null ? 0.05 : stddev;
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            return drawn(shape, placed(place, seed), philox -> mean + philox.nextTruncatedNormal() * stddev);
        }
    }

    /**
     * Uniform in {@code [minval, maxval)}.
     *
     * @param minval default −0.05
     * @param maxval default 0.05
     */
    @Aliases("uniform")
    record RandomUniform(
            @Nullable Double minval,
            @Nullable Double maxval,
            @Nullable Long seed) implements Initializer {

        public RandomUniform {
            minval = minval == null ? -0.05 : minval;
            maxval = maxval == null ? 0.05 : maxval;
            if (minval > maxval) {
                throw new IllegalArgumentException(
                        "minval must not be above maxval, received %s and %s".formatted(minval, maxval));
            }
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            return drawn(shape, placed(place, seed), philox -> minval + philox.nextDouble() * (maxval - minval));
        }
    }

    /**
     * Rows or columns, whichever are fewer, of length {@code gain} at right angles to each other; a tensor counts as
     * the matrix of its last axis (Saxe et al. 2014).
     *
     * @param gain default 1
     */
    @Aliases("OrthogonalInitializer")
    record Orthogonal(@Nullable Double gain, @Nullable Long seed) implements Initializer {

        public Orthogonal {
            gain = gain == null ? 1.0 : gain;
        }

        @Override
        public Optional<String> misfit(Shape shape) {
            return shape.rank() >= 2
                    ? Optional.empty()
                    : Optional.of("Orthogonal fills weights of two or more axes, received shape " + shape);
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            int columns = Math.toIntExact(shape.extent(-1));
            int rows = Math.toIntExact(shape.size() / columns);
            double[] values = OrthonormalBasis.drawn(rows, columns, Philox.at(placed(place, seed)));
            for (int i = 0; i < values.length; i++) {
                values[i] *= gain;
            }
            return values;
        }
    }

    /**
     * A variance of {@code scale/n}, n being the number of inputs, of outputs, or the mean of both.
     *
     * @param scale default 1
     * @param mode what n is, default fan_in
     * @param distribution default truncated_normal
     */
    record VarianceScaling(
            @Nullable @Positive Double scale,
            @Nullable Mode mode,
            @Nullable Distribution distribution,
            @Nullable Long seed)
            implements Initializer {

        /** What the variance is divided by. */
        public enum Mode {
            FAN_IN,
            FAN_OUT,
            FAN_AVG
        }

        /** What is drawn from; the truncated one is widened so that its variance is the wanted one. */
        public enum Distribution {
            TRUNCATED_NORMAL,
            UNTRUNCATED_NORMAL,
            UNIFORM
        }

        public VarianceScaling {
            scale = scale == null ? 1.0 : scale;
            mode = mode == null ? Mode.FAN_IN : mode;
            distribution = distribution == null ? Distribution.TRUNCATED_NORMAL : distribution;
        }

        @Override
        public double[] values(Shape shape, Randomness place) {
            double variance = scale / Math.max(1, fan(Fans.of(shape)));
            double deviation = Math.sqrt(variance);
            double widened = deviation / Fans.DEVIATION_OF_NORMAL_CUT_AT_TWO;
            double limit = Math.sqrt(3 * scale / Math.max(1, fan(Fans.of(shape))));
            return drawn(
                    shape,
                    placed(place, seed),
                    switch (distribution) {
                        case TRUNCATED_NORMAL -> philox -> philox.nextTruncatedNormal() * widened;
                        case UNTRUNCATED_NORMAL -> philox -> philox.nextNormal() * deviation;
                        case UNIFORM -> philox -> (2 * philox.nextDouble() - 1) * limit;
                    });
        }

        private double fan(Fans fans) {
            return switch (mode) {
                case FAN_IN -> fans.in();
                case FAN_OUT -> fans.out();
                case FAN_AVG -> (fans.in() + fans.out()) / 2;
            };
        }
    }

    /** Uniform within {@code ±√(6 / (fan_in + fan_out))} (Glorot and Bengio 2010). */
    record GlorotUniform(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(1.0, Mode.FAN_AVG, Distribution.UNIFORM, seed).values(shape, place);
        }
    }

    /** Normal with variance {@code 2 / (fan_in + fan_out)}, cut at two standard deviations. */
    record GlorotNormal(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(1.0, Mode.FAN_AVG, Distribution.TRUNCATED_NORMAL, seed).values(shape, place);
        }
    }

    /** Uniform within {@code ±√(6 / fan_in)} (He et al. 2015). */
    record HeUniform(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(2.0, Mode.FAN_IN, Distribution.UNIFORM, seed).values(shape, place);
        }
    }

    /** Normal with variance {@code 2 / fan_in}, cut at two of the uncut standard deviations (He et al. 2015). */
    record HeNormal(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(2.0, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL, seed).values(shape, place);
        }
    }

    /** Uniform within {@code ±√(3 / fan_in)} (LeCun et al. 1998). */
    record LecunUniform(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(1.0, Mode.FAN_IN, Distribution.UNIFORM, seed).values(shape, place);
        }
    }

    /** Normal with variance {@code 1 / fan_in}, cut at two of the uncut standard deviations. */
    record LecunNormal(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new VarianceScaling(1.0, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL, seed).values(shape, place);
        }
    }

    private static Randomness placed(Randomness place, @Nullable Long seed) {
        return seed == null ? place : Randomness.of(seed, place.purpose(), place.stream());
    }

    private static double[] filled(Shape shape, double value) {
        double[] values = new double[Math.toIntExact(shape.size())];
        Arrays.fill(values, value);
        return values;
    }

    private static double[] drawn(Shape shape, Randomness place, ToDoubleFunction<Philox> draw) {
        Philox philox = Philox.at(place);
        double[] values = new double[Math.toIntExact(shape.size())];
        for (int i = 0; i < values.length; i++) {
            values[i] = draw.applyAsDouble(philox);
        }
        return values;
    }
}
