package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The first input minus the second. Exactly two inputs {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/subtract/">Keras: Subtract</a>
 */
public record Subtract() implements ElementwiseMerge {

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Merge.requireTwo(this, inputs);
        return Broadcasting.shape("Subtract", inputs);
    }

    @Override
    public String folding() {
        return "a - b";
    }

    @Override
    public List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed) {
        List<@Nullable Tensor> gradients = merged.shared(scope, outputGradient, needed);
        Tensor second = gradients.getLast();
        if (second != null) {
            scope.run("g = -g", Map.of("g", second));
        }
        return gradients;
    }
}
