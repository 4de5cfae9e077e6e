package org.netsmith.engine.layer;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * What a convolution adds to each channel.
 *
 * @param useBias default true
 * @param biasInitializer default Zeros
 * @param biasRegularizer what the bias adds to the loss, default none
 * @param biasConstraint what the bias must keep to, default none
 */
public record Bias(
        @Nullable Boolean useBias,
        @Nullable Initializer biasInitializer,
        @Nullable Regularizer biasRegularizer,
        @Nullable Constraint biasConstraint) {

    /** Keras' defaults. */
    public static final Bias PLAIN = new Bias(null, null, null, null);

    /** A layer without bias. */
    public static final Bias NONE = new Bias(false, null, null, null);

    public Bias {
        useBias = useBias == null || useBias;
        biasInitializer = biasInitializer == null ? new Initializer.Zeros() : biasInitializer;
    }

    /** The kernels, and behind them the bias of so many channels where there is one. */
    List<Weight> behind(List<Weight> kernels, long channels) {
        Stream<Weight> bias = useBias
                ? Stream.of(
                        new Weight("bias", Shape.of(channels), biasInitializer, true, biasRegularizer, biasConstraint))
                : Stream.of();
        return Stream.concat(kernels.stream(), bias).toList();
    }
}
