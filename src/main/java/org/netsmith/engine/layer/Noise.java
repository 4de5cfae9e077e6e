package org.netsmith.engine.layer;

import java.util.Map;
import org.netsmith.engine.backend.Randomness.Purpose;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Random tensors of layers, other ones in every step. */
final class Noise {

    private Noise() {}

    /** Uniform in [0, 1): drawn for a shape, repeated along the axes on which it is 1 and the input is not. */
    static Tensor uniform(Scope scope, Shape drawn, Shape input) {
        Tensor numbers = scope.tensor(drawn);
        scope.run(scope.backend().uniform(numbers, scope.randomness(Purpose.DROPOUT)));
        return drawn.equals(input)
                ? numbers
                : Broadcasting.selection(drawn, input).pick(scope, numbers);
    }

    /** Normal with mean 0 and standard deviation 1, by the transform of Box and Muller. */
    static Tensor normal(Scope scope, Shape shape, Purpose purpose) {
        long half = (shape.size() + 1) / 2;
        Tensor numbers = scope.tensor(Shape.of(2 * half));
        scope.run(scope.backend().uniform(numbers, scope.randomness(purpose)));
        scope.run(
                "r = sqrt(-2 * log(1 - a)); t = %s * b; a = r * cos(t); b = r * sin(t)".formatted(2 * Math.PI),
                Map.of("a", numbers.view(0, Shape.of(half)), "b", numbers.view(half, Shape.of(half))));
        return numbers.view(0, shape);
    }
}
