package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The mean of the elements in each place of a window, over x {@code [batch, …, channels]}. What lies beyond the ends of
 * an axis does not count.
 */
record AveragePool(Window window) {

    Pass build(Scope scope, Tensor x) {
        Tensor counts = counts(scope, x.shape());
        return window.inPadded(x.shape()).spreading(scope, x).feeding(padded -> buildMeans(scope, padded, counts));
    }

    private Pass buildMeans(Scope scope, Tensor padded, Tensor counts) {
        Window within = window.withoutPadding();
        List<Selection> elements = within.elements(padded.shape());
        Shape shape = within.slid(padded.shape());
        Shape rows = Shape.of(shape.extent(0), shape.tail().size());
        Tensor y = scope.tensor(shape);
        Tensor element = scope.tensor(shape);
        elements.getFirst().pick(scope, padded, y);
        for (Selection next : elements.subList(1, elements.size())) {
            next.pick(scope, padded, element);
            scope.run("y = y + v", Map.of("y", y, "v", element));
        }
        scope.run("y = y / n", Map.of("y", y.reshape(rows), "n", counts));
        return Pass.of(y, (dy, needed) -> {
            if (!needed) {
                return null;
            }
            Tensor dPadded = scope.tensor(padded.shape());
            scope.run("d = 0", Map.of("d", dPadded));
            scope.run("g = g / n", Map.of("g", dy.reshape(rows), "n", counts));
            elements.forEach(next -> next.add(scope, dy, dPadded));
            return dPadded;
        });
    }

    /** For each element of an output row how many elements it is the mean of. */
    private Tensor counts(Scope scope, Shape input) {
        LongStream counts = LongStream.of(1);
        for (int axis = 0; axis < window.axes(); axis++) {
            Sliding sliding = window.along(axis);
            long extent = input.extent(axis + 1);
            counts = counts.flatMap(count ->
                    LongStream.range(0, sliding.count(extent)).map(place -> count * sliding.inside(place, extent)));
        }
        double[] numbers = counts.flatMap(
                        count -> LongStream.generate(() -> count).limit(input.extent(-1)))
                .asDoubleStream()
                .toArray();
        Tensor constant = scope.tensor(Shape.of(numbers.length));
        constant.set(numbers);
        scope.backend().upload(constant);
        return constant;
    }
}
