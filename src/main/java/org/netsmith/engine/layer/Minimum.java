package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The smallest of the elements in each place. At least two inputs {@code [batch, …]}; of equals the first learns.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/minimum/">Keras: Minimum</a>
 */
public record Minimum() implements ElementwiseMerge {

    @Override
    public String folding() {
        return "min(a, b)";
    }

    @Override
    public List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed) {
        return merged.toFirst(scope, outputGradient, "<=", needed);
    }
}
