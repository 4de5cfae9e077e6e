package org.netsmith.engine.layer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** Attention on the inputs as they are: {@code y = softmax(scores(query, key))·value}. */
public sealed interface ScoredAttention extends Attending permits Attention, AdditiveAttention {

    @Nullable
    Double dropout();

    /** How well queries {@code [batch, queries, features]} fit keys {@code [batch, steps, features]}. */
    Scores scores(Scope scope, Tensor query, Tensor key);

    /** Scores and the way back from them. */
    interface Scores {

        /** {@code [batch, queries, steps]}. */
        Tensor output();

        /**
         * The gradients of query and key, in memory of their own.
         *
         * @param gradient of the scores; free to be overwritten
         */
        List<Tensor> backward(Tensor gradient);
    }

    @Override
    default Shape outputShape(List<Shape> inputs) {
        Attending.require(this, inputs);
        if (inputs.getFirst().extent(-1) != inputs.getLast().extent(-1)) {
            throw new ShapeException("%s needs queries and keys of one width, received rows of shape %s and %s"
                    .formatted(getClass().getSimpleName(), inputs.getFirst(), inputs.getLast()));
        }
        return inputs.getFirst().withLast(inputs.get(1).extent(-1));
    }

    @Override
    default Pass build(Scope scope, List<Tensor> inputs) {
        Scores scores = scores(scope, inputs.getFirst(), inputs.getLast());
        Tensor scored = scores.output();
        scope.mask(1).ifPresent(mask -> hide(scope, scored, mask));
        WeightedValues weighted = new WeightedValues(scope, scored, inputs.get(1), dropout());
        Tensor y = weighted.output();
        Tensor column = scope.mask(0)
                .map(mask -> mask.reshape(Shape.of(mask.size(), 1)))
                .orElse(null);
        silence(scope, y, column);
        return new Pass(y, (dy, needed) -> {
            silence(scope, dy, column);
            Tensor ofValue = weighted.valueGradient(dy);
            List<Tensor> ofScored = scores.backward(weighted.scoreGradient(dy));
            return gradients(scope, ofScored.get(0), ofValue, ofScored.get(1), needed);
        });
    }

    /** Values that are their own keys learn from both. */
    private static List<@Nullable Tensor> gradients(
            Scope scope, Tensor query, Tensor value, Tensor key, List<Boolean> needed) {
        @Nullable Tensor[] gradients = {query, value, key};
        if (needed.size() == 2) {
            scope.run("v = v + k", Map.of("v", value, "k", key));
        }
        for (int i = 0; i < needed.size(); i++) {
            gradients[i] = needed.get(i) ? gradients[i] : null;
        }
        return Arrays.asList(Arrays.copyOf(gradients, needed.size()));
    }

    private static void hide(Scope scope, Tensor scores, Tensor mask) {
        Shape shape = scores.shape();
        Tensor spread = Selection.repeated(
                        Shape.of(shape.extent(0), 1, shape.extent(2)), new long[] {1, shape.extent(1), 1})
                .pick(scope, mask);
        scope.run("s = select(m > 0, s, s - 1000000000)", Map.of("s", scores, "m", spread));
    }

    /** Masked queries are answered with 0. */
    private static void silence(Scope scope, Tensor y, @Nullable Tensor column) {
        if (column != null) {
            scope.run("y = select(m > 0, y, 0)", Map.of("y", y, "m", column));
        }
    }
}
