package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Rows brought to one size: {@code n = x·i}, or {@code n = (x − mean)·i} where centered, with a factor i for each row
 * that follows from s, the sum of its squares.
 *
 * @param centered whether the mean is taken off first
 * @param factor the formula of i in s
 * @param share how much of {@code Σ g·n} goes back: {@code dx = i·(g − n·share·Σ g·n)}, which is what {@code di/ds =
 *     −share·i³/2} leads to
 */
record RowNormalization(boolean centered, String factor, double share) {

    /** To mean 0 and variance 1: {@code i = 1 / √(s / count + epsilon)}. */
    static RowNormalization standard(long count, double epsilon) {
        return new RowNormalization(true, "1 / sqrt(s / %d + %s)".formatted(count, epsilon), 1.0 / count);
    }

    /** To a mean square of 1: {@code i = 1 / √(s / count + epsilon)}. */
    static RowNormalization meanSquare(long count, double epsilon) {
        return new RowNormalization(false, "1 / sqrt(s / %d + %s)".formatted(count, epsilon), 1.0 / count);
    }

    /** To length 1, but for rows shorter than 1e-12: {@code i = 1 / max(√s, 1e-12)}. */
    static RowNormalization length() {
        return new RowNormalization(false, "1 / sqrt(max(s, 1e-24))", 1);
    }

    /** The pass for x seen as {@code [rows, columns]}. */
    Pass build(Scope scope, Tensor x) {
        Tensor y = scope.tensor(x.shape());
        Tensor squares = scope.tensor(x.shape());
        Tensor factors = scope.tensor(column(x));
        Tensor from = centered ? center(scope, x, y) : x;
        scope.run("q = x^2", Map.of("q", squares, "x", from));
        scope.run(scope.backend().sumRows(squares, factors));
        scope.run("s = " + factor, Map.of("s", factors));
        scope.run("y = x * i", Map.of("y", y, "x", from, "i", factors));
        return Pass.of(y, (dy, needed) -> needed ? buildBackward(scope, dy, y, factors, squares) : null);
    }

    private static Shape column(Tensor x) {
        return Shape.of(x.size() / x.shape().extent(-1), 1);
    }

    private static Tensor center(Scope scope, Tensor x, Tensor y) {
        Tensor sums = scope.tensor(column(x));
        scope.run(scope.backend().sumRows(x, sums));
        scope.run("y = x - m / %d".formatted(x.shape().extent(-1)), Map.of("y", y, "x", x, "m", sums));
        return y;
    }

    private Tensor buildBackward(Scope scope, Tensor dy, Tensor y, Tensor factors, Tensor products) {
        Tensor along = scope.tensor(factors.shape());
        scope.run("p = g * n", Map.of("p", products, "g", dy, "n", y));
        scope.run(scope.backend().sumRows(products, along));
        if (!centered) {
            scope.run("g = (g - n * (b * %s)) * i".formatted(share), Map.of("g", dy, "n", y, "b", along, "i", factors));
            return dy;
        }
        Tensor sums = scope.tensor(factors.shape());
        scope.run(scope.backend().sumRows(dy, sums));
        scope.run(
                "g = (g - a * %1$s - n * (b * %1$s)) * i".formatted(share),
                Map.of("g", dy, "n", y, "a", sums, "b", along, "i", factors));
        return dy;
    }
}
