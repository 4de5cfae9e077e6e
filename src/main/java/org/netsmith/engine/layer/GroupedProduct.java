package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A {@link KernelProduct} for each group of channels: {@code y[p, g, :] = x[g, p, :]·kernel[:, g, :]} for x {@code
 * [groups, positions, in]}, y {@code [positions, groups, units]} and a kernel {@code [in, groups, units]}.
 *
 * @param kernel the name of the weight
 */
record GroupedProduct(String kernel, long groups, long units) {

    /** Matrices of the groups lie one after the other in memory while they are multiplied. */
    private static final MovedAxis GROUPS_FIRST = new MovedAxis(1, 0);

    private static final MovedAxis GROUPS_BETWEEN = GROUPS_FIRST.back();

    private interface Product {
        void append(Tensor a, Tensor b, Tensor c);
    }

    Pass build(Scope scope, Tensor x) {
        Backend backend = scope.backend();
        Tensor kernels = GROUPS_FIRST.apply(scope, between(scope.weight(kernel)));
        Tensor y = scope.tensor(Shape.of(groups, x.shape().extent(1), units));
        each(x, kernels, y, (a, b, c) -> scope.run(backend.product(a, b, c)));
        return Pass.of(GROUPS_BETWEEN.apply(scope, y), (gradient, needed) -> {
            Tensor dy = GROUPS_FIRST.apply(scope, between(gradient));
            if (scope.trainable()) {
                buildKernelGradient(scope, x, dy, kernels.shape());
            }
            if (!needed) {
                return null;
            }
            Tensor dx = scope.tensor(x.shape());
            each(dy, kernels, dx, (a, b, c) -> scope.run(backend.productTransposedRight(a, b, c)));
            return dx;
        });
    }

    private void buildKernelGradient(Scope scope, Tensor x, Tensor dy, Shape shape) {
        Tensor dKernels = scope.tensor(shape);
        each(x, dy, dKernels, (a, b, c) -> scope.run(scope.backend().productTransposedLeft(a, b, c)));
        scope.run(scope.backend().permute(dKernels, new int[] {1, 0, 2}, between(scope.gradient(kernel))));
    }

    private Tensor between(Tensor tensor) {
        return tensor.reshape(Shape.of(tensor.size() / (groups * units), groups, units));
    }

    private void each(Tensor a, Tensor b, Tensor c, Product product) {
        for (long group = 0; group < groups; group++) {
            product.append(of(group, a), of(group, b), of(group, c));
        }
    }

    private static Tensor of(long group, Tensor tensor) {
        Shape shape = tensor.shape().tail();
        return tensor.view(group * shape.size(), shape);
    }
}
