package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The product of the patches under a window with a kernel {@code [kernel…, channels/groups, groups·units]}: {@code
 * units} sums for each group of channels, and each place of the window.
 *
 * @param kernel the name of the weight
 */
record WindowProduct(Window window, String kernel, long groups, long units) {

    /** {@code [batch, …, groups·units]} for inputs {@code [batch, …, channels]}. */
    Shape outputShape(Shape input) {
        return window.slid(input).withLast(Math.multiplyExact(groups, units));
    }

    Pass build(Scope scope, Tensor x) {
        Shape output = outputShape(x.shape());
        long positions = output.size() / (groups * units);
        return window.buildPatches(scope, x, groups).feeding(patches -> {
            Shape rows = Shape.of(groups, positions, patches.size() / (groups * positions));
            Pass product = product(scope, patches.reshape(rows));
            return new Pass(product.output().reshape(output), product.backward());
        });
    }

    private Pass product(Scope scope, Tensor patches) {
        return groups == 1
                ? new KernelProduct(kernel, units).build(scope, patches)
                : new GroupedProduct(kernel, groups, units).build(scope, patches);
    }
}
