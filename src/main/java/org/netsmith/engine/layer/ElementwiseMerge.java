package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A merge of elements in the same place. Inputs {@code [batch, …]} of one shape; an extent of 1 is repeated, and axes
 * that one input lacks are thought behind its batch. The output has the shape they have in common.
 */
public sealed interface ElementwiseMerge extends Merge permits Add, Subtract, Multiply, Average, Maximum, Minimum {

    /** How the output takes in one input after the other: a formula in what there is so far, a, and the next, b. */
    String folding();

    /**
     * Appends what makes the gradients of inputs that all have the shape of the output.
     *
     * @param outputGradient free to be overwritten and to be one of the gradients
     */
    List<@Nullable Tensor> gradients(Scope scope, Merged merged, Tensor outputGradient, List<Boolean> needed);

    /** Inputs of one shape, and what came of them. */
    record Merged(List<Tensor> inputs, Tensor output) {

        /** One gradient for each input that needs one: the given tensor for the first, copies for the others. */
        List<@Nullable Tensor> shared(Scope scope, Tensor gradient, List<Boolean> needed) {
            List<@Nullable Tensor> gradients = new ArrayList<>();
            boolean given = false;
            for (boolean one : needed) {
                gradients.add(one ? given ? copy(scope, gradient) : gradient : null);
                given |= one;
            }
            return gradients;
        }

        /**
         * The gradient of each element for the first input that compares with the output as told, 0 for the others.
         *
         * @param gradient is left with what no input took
         */
        List<@Nullable Tensor> toFirst(Scope scope, Tensor gradient, String comparison, List<Boolean> needed) {
            List<@Nullable Tensor> gradients = new ArrayList<>();
            for (int i = 0; i < inputs.size(); i++) {
                Map<String, Tensor> operands = Map.of("x", inputs.get(i), "y", output, "r", gradient);
                String condition = "x %s y".formatted(comparison);
                if (needed.get(i)) {
                    Tensor taken = scope.tensor(gradient.shape());
                    scope.run(
                            "g = select(%1$s, r, 0); r = select(%1$s, 0, r)".formatted(condition),
                            with(operands, taken));
                    gradients.add(taken);
                } else {
                    scope.run("r = select(%s, 0, r)".formatted(condition), operands);
                    gradients.add(null);
                }
            }
            return gradients;
        }

        private static Map<String, Tensor> with(Map<String, Tensor> operands, Tensor gradient) {
            Map<String, Tensor> all = new HashMap<>(operands);
            all.put("g", gradient);
            return all;
        }

        private static Tensor copy(Scope scope, Tensor tensor) {
            Tensor copy = scope.tensor(tensor.shape());
            scope.run(scope.backend().copy(tensor, copy));
            return copy;
        }
    }

    @Override
    default Shape outputShape(List<Shape> inputs) {
        Merge.requireSeveral(this, inputs);
        return Broadcasting.shape(getClass().getSimpleName(), inputs);
    }

    @Override
    default Pass build(Scope scope, List<Tensor> inputs) {
        Shape rows = outputShape(inputs.stream().map(x -> x.shape().tail()).toList());
        Tensor y = scope.tensor(rows.prepend(inputs.getFirst().shape().extent(0)));
        List<Tensor> expanded = Broadcasting.expand(scope, inputs, y.shape());
        for (int i = 1; i < expanded.size(); i++) {
            scope.run("y = " + folding(), Map.of("a", i == 1 ? expanded.getFirst() : y, "b", expanded.get(i), "y", y));
        }
        Merged merged = new Merged(expanded, y);
        return new Pass(
                y,
                (dy, needed) -> Broadcasting.reduce(scope, gradients(scope, merged, dy, needed), inputs),
                Merge.anyMask(scope, inputs.size()));
    }
}
