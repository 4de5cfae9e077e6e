package org.netsmith.engine.initializer;

import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.Aliases;
import org.netsmith.engine.backend.Philox;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;

/**
 * How a weight starts. The record's name is the Keras class name; its components are the Keras config with Keras'
 * defaults. Random values follow Keras' distributions, not Keras' numbers: they are a function of the run's seed and
 * the weight's place.
 *
 * @see <a href="https://keras.io/api/layers/initializers/">Keras: initializers</a>
 */
public sealed interface Initializer {

    /** {@code shape.size()} values, row-major. */
    double[] values(Shape shape, Randomness place);

    @Aliases("zero")
    record Zeros() implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return new double[Math.toIntExact(shape.size())];
        }
    }

    @Aliases("one")
    record Ones() implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            return IntStream.range(0, Math.toIntExact(shape.size()))
                    .mapToDouble(_ -> 1)
                    .toArray();
        }
    }

    /** Uniform within {@code ±√(6 / (fan_in + fan_out))} (Glorot and Bengio 2010). */
    record GlorotUniform(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            Fans fans = Fans.of(shape);
            double limit = Math.sqrt(6.0 / (fans.in() + fans.out()));
            return drawn(shape, placed(place, seed), philox -> (2 * philox.nextDouble() - 1) * limit);
        }
    }

    /** Normal with standard deviation {@code √(2 / fan_in)}, cut at two of the untruncated ones (He et al. 2015). */
    record HeNormal(@Nullable Long seed) implements Initializer {
        @Override
        public double[] values(Shape shape, Randomness place) {
            double deviation = Math.sqrt(2.0 / Fans.of(shape).in()) / Fans.DEVIATION_OF_NORMAL_CUT_AT_TWO;
            return drawn(shape, placed(place, seed), philox -> philox.nextTruncatedNormal() * deviation);
        }
    }

    /** An initializer's own seed takes the place of the run's. */
    private static Randomness placed(Randomness place, @Nullable Long seed) {
        return seed == null ? place : Randomness.of(seed, place.purpose(), place.stream());
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
