package org.netsmith.engine.layer;

import java.util.List;
import java.util.stream.IntStream;
import org.netsmith.engine.backend.Shape;

/** What lies in front of and behind the window of a larger tensor, for each spatial axis. */
final class Margins {

    private Margins() {}

    /** For one axis: {@code 1} is {@code [1, 1]}. */
    static List<Integer> pair(String argument, List<Integer> given) {
        List<Integer> pair = given.size() == 1 ? List.of(given.getFirst(), given.getFirst()) : List.copyOf(given);
        if (pair.size() != 2 || pair.stream().anyMatch(margin -> margin < 0)) {
            throw new IllegalArgumentException(
                    "%s must be one number or two of at least 0, received %s".formatted(argument, given));
        }
        return pair;
    }

    /** For two axes: {@code 1} is {@code [[1, 1], [1, 1]]}, and {@code [1, 2]} is {@code [[1, 1], [2, 2]]}. */
    static List<List<Integer>> pairs(String argument, List<List<Integer>> given) {
        List<List<Integer>> axes = given.size() == 1 ? List.of(given.getFirst(), given.getFirst()) : given;
        if (axes.size() != 2) {
            throw new IllegalArgumentException(
                    "%s must be one number, one for each axis or two for each axis, received %s"
                            .formatted(argument, given));
        }
        return axes.stream().map(axis -> pair(argument, axis)).toList();
    }

    /** A shape {@code [batch, …]} with each spatial extent changed by its two margins times a sign. */
    static Shape grown(Shape shape, DataFormat format, List<List<Integer>> margins, int sign) {
        long[] change = format.overAxes(
                shape.rank(),
                0,
                margins.stream()
                        .mapToLong(pair -> sign * (pair.get(0).longValue() + pair.get(1)))
                        .toArray());
        return Shape.of(IntStream.range(0, shape.rank())
                .mapToLong(axis -> Math.max(0, shape.extent(axis) + change[axis]))
                .toArray());
    }

    /** The window within a larger shape. */
    static Selection window(Shape whole, Shape part, DataFormat format, List<List<Integer>> margins) {
        return Selection.window(
                whole,
                part,
                format.overAxes(
                        whole.rank(),
                        0,
                        margins.stream().mapToLong(pair -> pair.getFirst()).toArray()));
    }
}
