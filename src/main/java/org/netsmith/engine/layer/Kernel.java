package org.netsmith.engine.layer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * The kernel of a convolution.
 *
 * @param kernelInitializer default GlorotUniform
 * @param kernelRegularizer what the kernel adds to the loss, default none
 * @param kernelConstraint what the kernel must keep to, default none
 */
public record Kernel(
        @Nullable Initializer kernelInitializer,
        @Nullable Regularizer kernelRegularizer,
        @Nullable Constraint kernelConstraint) {

    /** Keras' defaults. */
    public static final Kernel PLAIN = new Kernel(null, null, null);

    public Kernel {
        kernelInitializer = orGlorotUniform(kernelInitializer);
    }

    static Initializer orGlorotUniform(@Nullable Initializer given) {
        return given == null ? new Initializer.GlorotUniform(null) : given;
    }

    Weight weight(Shape shape) {
        return new Weight("kernel", shape, kernelInitializer, true, kernelRegularizer, kernelConstraint);
    }
}
