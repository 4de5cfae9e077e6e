package org.netsmith.engine.optimizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Shortens gradients to a norm, {@code g = g·c/max(‖g‖, c)}, each variable's by itself or all together. */
final class Clipping {

    private Clipping() {}

    static Operation of(Common common, Workspace workspace) {
        List<Operation> work = new ArrayList<>();
        if (common.clipnorm() != null && common.clipnorm() > 0) {
            workspace.variables().forEach(variable -> shorten(variable.gradient(), common.clipnorm(), workspace, work));
        } else if (common.globalClipnorm() != null && common.globalClipnorm() > 0) {
            shorten(workspace.flat("g"), common.globalClipnorm(), workspace, work);
        }
        return new InOrder(work);
    }

    private static void shorten(Tensor gradient, double norm, Workspace workspace, List<Operation> work) {
        Tensor sum = workspace.scratch(Shape.of());
        Tensor factor = workspace.scratch(Shape.of());
        work.add(workspace.sumOfSquares(gradient, sum));
        work.add(workspace.pass("f = %1$s / max(sqrt(s), %1$s)".formatted(norm), Map.of("s", sum, "f", factor)));
        work.add(workspace.pass("g = g * f", Map.of("g", gradient, "f", factor)));
    }
}
