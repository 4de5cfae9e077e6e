package org.netsmith.engine.layer;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A leaky rectifier that learns its slope: {@code x} above 0, {@code alpha·x} below; at 0 the derivative is 0, as in
 * Keras. Input and output {@code [batch, …]}; alpha has the shape of a row, with extent 1 along shared axes.
 *
 * @param alphaInitializer default Zeros
 * @param alphaRegularizer what alpha adds to the loss, default none
 * @param alphaConstraint what alpha must keep to, default none
 * @param sharedAxes axes of {@code [batch, …]}, from 1, along which one alpha serves all elements; default none
 * @see <a href="https://arxiv.org/abs/1502.01852">He et al. 2015</a>
 * @see <a href="https://keras.io/api/layers/activation_layers/prelu/">Keras: PReLU</a>
 */
public record PReLU(
        @Nullable Initializer alphaInitializer,
        @Nullable Regularizer alphaRegularizer,
        @Nullable Constraint alphaConstraint,
        @Nullable List<Integer> sharedAxes)
        implements Stepwise {

    public PReLU {
        alphaInitializer = alphaInitializer == null ? new Initializer.Zeros() : alphaInitializer;
        sharedAxes = sharedAxes == null || sharedAxes.isEmpty() ? null : List.copyOf(sharedAxes);
    }

    @Override
    public Shape outputShape(Shape input) {
        for (int axis : shared()) {
            if (axis < 1 || axis > input.rank()) {
                throw new ShapeException(
                        "PReLU.shared_axes must name axes behind the batch, between 1 and %d, received %d"
                                .formatted(input.rank(), axis));
            }
        }
        return input;
    }

    @Override
    public List<Weight> weights(Shape input) {
        return List.of(new Weight(
                "alpha", alphaShape(outputShape(input)), alphaInitializer, true, alphaRegularizer, alphaConstraint));
    }

    private Shape alphaShape(Shape input) {
        Shape shape = input;
        for (int axis : shared()) {
            shape = shape.with(axis - 1, 1);
        }
        return shape;
    }

    private Set<Integer> shared() {
        return sharedAxes == null ? Set.of() : new HashSet<>(sharedAxes);
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Shape matrix = Shape.of(x.shape().extent(0), x.shape().tail().size());
        Tensor flat = x.reshape(matrix);
        Tensor alpha = slopes(scope, x.shape().tail());
        Tensor y = scope.tensor(matrix);
        scope.run("y = select(x > 0, x, a * x)", Map.of("x", flat, "a", alpha, "y", y));
        return Pass.of(y.reshape(x.shape()), (dy, needed) -> {
            Tensor gradient = dy.reshape(matrix);
            if (scope.trainable()) {
                buildSlopeGradient(scope, x, gradient);
            }
            if (!needed) {
                return null;
            }
            scope.run("g = select(x > 0, g, select(x < 0, a * g, 0))", Map.of("g", gradient, "x", flat, "a", alpha));
            return dy;
        });
    }

    /** Alpha for every element of a row, as a row. */
    private Tensor slopes(Scope scope, Shape row) {
        Tensor alpha = scope.weight("alpha");
        Shape line = Shape.of(row.size());
        if (alpha.size() == row.size()) {
            return alpha.reshape(line);
        }
        int[] order = sharedFirst(row.rank());
        Tensor repeated = scope.tensor(Shape.of(row.size() / alpha.size(), alpha.size()));
        scope.run("r = a", Map.of("r", repeated, "a", alpha.reshape(Shape.of(alpha.size()))));
        Tensor slopes = scope.tensor(row);
        scope.run(scope.backend().permute(repeated.reshape(row.permute(order)), inverse(order), slopes));
        return slopes.reshape(line);
    }

    /** {@code Σ g·x} over the batch and the shared axes, where x is below 0. */
    private void buildSlopeGradient(Scope scope, Tensor x, Tensor gradient) {
        Shape row = x.shape().tail();
        Tensor alphas = scope.gradient("alpha").reshape(Shape.of(alphaShape(row).size()));
        Tensor products = scope.tensor(gradient.shape());
        scope.run(
                "p = select(x < 0, g * x, 0)", Map.of("p", products, "g", gradient, "x", x.reshape(gradient.shape())));
        if (alphas.size() == row.size()) {
            scope.run(scope.backend().sumColumns(products, alphas));
            return;
        }
        Tensor sums = scope.tensor(Shape.of(row.size()));
        scope.run(scope.backend().sumColumns(products, sums));
        int[] order = sharedFirst(row.rank());
        Tensor ordered = scope.tensor(row.permute(order));
        scope.run(scope.backend().permute(sums.reshape(row), order, ordered));
        Shape matrix = Shape.of(row.size() / alphas.size(), alphas.size());
        scope.run(scope.backend().sumColumns(ordered.reshape(matrix), alphas));
    }

    /** The axes of a row, the shared ones in front. */
    private int[] sharedFirst(int rank) {
        Set<Integer> shared = shared();
        IntStream first = IntStream.range(0, rank).filter(axis -> shared.contains(axis + 1));
        IntStream last = IntStream.range(0, rank).filter(axis -> !shared.contains(axis + 1));
        return IntStream.concat(first, last).toArray();
    }

    private static int[] inverse(int[] order) {
        int[] inverse = new int[order.length];
        for (int i = 0; i < order.length; i++) {
            inverse[order[i]] = i;
        }
        return inverse;
    }
}
