package org.netsmith.engine.layer;

import java.util.List;
import org.netsmith.engine.backend.Shape;

/**
 * A layer that answers each query with a mean of values, weighted by how well the query fits the key of each value.
 * Inputs query {@code [batch, queries, …]}, value {@code [batch, steps, …]} and, unless the values are their own keys,
 * key {@code [batch, steps, …]}. Masked values have no weight; the mask of the query is that of the output.
 */
public sealed interface Attending extends Merge permits ScoredAttention, MultiHeadAttention {

    @Override
    default boolean passesMask() {
        return true;
    }

    /** Throws unless there are a query, a value and perhaps a key, all of them sequences that go together. */
    static void require(Layer layer, List<Shape> inputs) {
        String name = layer.getClass().getSimpleName();
        if (inputs.size() < 2 || inputs.size() > 3) {
            throw new ShapeException(
                    "%s needs a query, a value and perhaps a key, received %d inputs".formatted(name, inputs.size()));
        }
        if (inputs.stream().anyMatch(input -> input.rank() != 2)) {
            throw new ShapeException(
                    "%s needs rows [steps, features] of each input, received rows of shape %s".formatted(name, inputs));
        }
        if (inputs.get(1).extent(0) != inputs.getLast().extent(0)) {
            throw new ShapeException("%s needs a key for each value, received rows of shape %s and %s"
                    .formatted(name, inputs.get(1), inputs.get(2)));
        }
    }
}
