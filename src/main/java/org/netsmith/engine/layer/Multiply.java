package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * The product of its inputs. At least two inputs {@code [batch, …]}.
 *
 * @see <a href="https://keras.io/api/layers/merging_layers/multiply/">Keras: Multiply</a>
 */
public record Multiply() implements ElementwiseMerge {

    @Override
    public String folding() {
        return "a * b";
    }

    @Override
    public List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed) {
        List<@Nullable Tensor> gradients = new ArrayList<>();
        for (int i = 0; i < needed.size(); i++) {
            gradients.add(needed.get(i) ? timesOthers(scope, outputGradient, merged.inputs(), i) : null);
        }
        return gradients;
    }

    private static Tensor timesOthers(Scope scope, Tensor gradient, List<Tensor> inputs, int own) {
        Tensor product = scope.tensor(gradient.shape());
        Tensor factor = gradient;
        for (int i = 0; i < inputs.size(); i++) {
            if (i != own) {
                scope.run("p = f * x", Map.of("p", product, "f", factor, "x", inputs.get(i)));
                factor = product;
            }
        }
        return product;
    }
}
