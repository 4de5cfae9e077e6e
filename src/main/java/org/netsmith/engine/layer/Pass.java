package org.netsmith.engine.layer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * What building a layer gave: where its output will be, and how to build its way back.
 *
 * @param output {@code [batch, …]}
 * @param backward appends the operations of the backward pass; called once, after everything that follows the layer
 *     was built backward
 */
public record Pass(Tensor output, Backward backward) {

    /** The backward half of a layer. */
    @FunctionalInterface
    public interface Backward {

        /**
         * @param outputGradient the gradient of the output; free to be overwritten
         * @param inputNeeded whether anything before the layer learns
         * @return the gradient of the input, null where it is not needed
         */
        @Nullable
        Tensor build(Tensor outputGradient, boolean inputNeeded);
    }
}
