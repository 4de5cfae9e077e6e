package org.netsmith.engine.layer;

import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Numbers that a layer is defined with, as an operand of its operations. */
final class Constant {

    private Constant() {}

    static Tensor of(Scope scope, List<Double> numbers) {
        return of(scope, numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    static Tensor of(Scope scope, double... numbers) {
        Tensor constant = scope.tensor(Shape.of(numbers.length));
        constant.set(numbers);
        scope.backend().upload(constant);
        return constant;
    }
}
