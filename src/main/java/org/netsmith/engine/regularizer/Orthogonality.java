package org.netsmith.engine.regularizer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Program;
import org.netsmith.engine.regularizer.Regularizer.OrthogonalRegularizer;
import org.netsmith.engine.regularizer.Regularizer.OrthogonalRegularizer.Mode;

/**
 * Builds the penalty of an {@link OrthogonalRegularizer}. With unit rows {@code n = w/|w|}, products {@code p = n·nᵀ}
 * and {@code c = factor/(s(s − 1))}: the penalty is {@code c·Σ|p|} off the diagonal, {@code dn = 2c·sign(p)·n}, and
 * {@code dw = (dn − n·(n·dn))/|w|}. Columns are the rows of the transposed matrix.
 */
final class Orthogonality {

    /** Keras' epsilon: rows shorter than this are not brought to length 1. */
    private static final String LARGEST_INVERSE = "1e7";

    private final Backend backend;
    private final Function<Shape, Tensor> memory;
    private final OrthogonalRegularizer regularizer;
    private final double scale;
    private final List<Operation> operations = new ArrayList<>();

    Orthogonality(Backend backend, Function<Shape, Tensor> memory, OrthogonalRegularizer regularizer, double scale) {
        this.backend = backend;
        this.memory = memory;
        this.regularizer = regularizer;
        this.scale = scale;
    }

    List<Operation> operations(Tensor w, @Nullable Tensor gradient, Tensor total) {
        Tensor rows = regularizer.mode() == Mode.ROWS ? w : transposed(w);
        Tensor inverse = memory.apply(Shape.of(rows.shape().extent(0), 1));
        Tensor unit = unit(rows, inverse);
        Tensor signs = products(unit, total);
        if (gradient != null) {
            addGradient(unit, inverse, signs, gradient);
        }
        return operations;
    }

    private Tensor transposed(Tensor x) {
        Tensor y = memory.apply(x.shape().permute(1, 0));
        operations.add(backend.permute(x, new int[] {1, 0}, y));
        return y;
    }

    private Tensor unit(Tensor rows, Tensor inverse) {
        Tensor unit = memory.apply(rows.shape());
        run("n = w^2", Map.of("n", unit, "w", rows));
        operations.add(backend.sumRows(unit, inverse));
        run("i = min(1 / sqrt(i), %s)".formatted(LARGEST_INVERSE), Map.of("i", inverse));
        run("n = w * i", Map.of("n", unit, "w", rows, "i", inverse));
        return unit;
    }

    /** Sums the sizes of all products off the diagonal and leaves {@code 2c·sign(p)}. */
    private Tensor products(Tensor unit, Tensor total) {
        int size = Math.toIntExact(unit.shape().extent(0));
        double share = size < 2 ? 0 : scale * regularizer.factor() / (size * (size - 1.0));
        Tensor products = memory.apply(Shape.of(size, size));
        Tensor sizes = memory.apply(Shape.of(size, size));
        operations.add(backend.productTransposedRight(unit, unit, products));
        run(
                "p = p * o; a = abs(p) * %1$s; p = sign(p) * 2 * %1$s".formatted(share),
                Map.of("p", products, "a", sizes, "o", offDiagonal(size)));
        Tensor sums = memory.apply(Shape.of(size, 1));
        operations.add(backend.sumRows(sizes, sums));
        operations.add(backend.sumColumns(sums, total));
        return products;
    }

    private Tensor offDiagonal(int size) {
        Tensor ones = memory.apply(Shape.of(size, size));
        for (int i = 0; i < ones.size(); i++) {
            ones.set(i, i % (size + 1) == 0 ? 0 : 1);
        }
        backend.upload(ones);
        return ones;
    }

    private void addGradient(Tensor unit, Tensor inverse, Tensor signs, Tensor gradient) {
        Tensor change = memory.apply(unit.shape());
        Tensor products = memory.apply(unit.shape());
        Tensor along = memory.apply(inverse.shape());
        operations.add(backend.product(signs, unit, change));
        run("q = n * d", Map.of("q", products, "n", unit, "d", change));
        operations.add(backend.sumRows(products, along));
        run("d = (d - n * t) * i", Map.of("d", change, "n", unit, "t", along, "i", inverse));
        Tensor inPlace = regularizer.mode() == Mode.ROWS ? change : transposed(change);
        run("g = g + d", Map.of("g", gradient, "d", inPlace));
    }

    private void run(String program, Map<String, Tensor> operands) {
        operations.add(backend.elementwise(Program.parse(program), operands));
    }
}
