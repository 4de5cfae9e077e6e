package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The mean of its inputs. At least two inputs {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/average/">Keras: Average</a>
 */
public record Average() implements ElementwiseMerge {

    @Override
    public String folding() {
        return "a + b";
    }

    @Override
    public Pass build(Scope scope, List<Tensor> inputs) {
        Pass sum = new Add().build(scope, inputs);
        String mean = "m = m / %d".formatted(inputs.size());
        scope.run(mean, Map.of("m", sum.output()));
        return new Pass(sum.output(), (dy, needed) -> {
            scope.run(mean, Map.of("m", dy));
            return sum.backward().build(dy, needed);
        });
    }

    @Override
    public List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed) {
        return merged.shared(scope, outputGradient, needed);
    }
}
