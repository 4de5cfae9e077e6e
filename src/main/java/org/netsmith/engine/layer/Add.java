package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The sum of its inputs. At least two inputs {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/add/">Keras: Add</a>
 */
public record Add() implements ElementwiseMerge {

    @Override
    public String folding() {
        return "a + b";
    }

    @Override
    public List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed) {
        return merged.shared(scope, outputGradient, needed);
    }
}
