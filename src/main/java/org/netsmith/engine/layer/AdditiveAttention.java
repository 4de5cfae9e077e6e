package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.initializer.Initializer;

/**
 * Additive attention (Bahdanau et al. 2015): {@code y = softmax(scores)·value} with {@code scores[b, i, j] = Σₖ
 * scale[k]·tanh(query[b, i, k] + key[b, j, k])}.
 *
 * <p>Inputs query {@code [batch, queries, features]}, value {@code [batch, steps, width]}, key {@code [batch, steps,
 * features]}, default the value · Output {@code [batch, queries, width]} · scale {@code [features]}.
 *
 * @param useScale whether the terms are multiplied with numbers that are learnt, default true
 * @param dropout the part of the weights that is dropped in training, default 0
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/attention_layers/additive_attention/">Keras: AdditiveAttention</a>
 */
public record AdditiveAttention(
        @Nullable Boolean useScale,

        @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double dropout,

        @Nullable Long seed)
        implements ScoredAttention {

    public AdditiveAttention {
        useScale = useScale == null || useScale;
        dropout = dropout == null ? 0.0 : dropout;
    }

    @Override
    public List<Weight> weights(List<Shape> inputs) {
        return useScale
                ? List.of(new Weight(
                        "scale", Shape.of(inputs.getFirst().extent(-1)), new Initializer.GlorotUniform(null), true))
                : List.of();
    }

    @Override
    public Scores scores(Scope scope, Tensor query, Tensor key) {
        return new Sums(scope, query, key, useScale);
    }

    /** Terms {@code [batch, queries, steps, features]} of all pairs, and their sums. */
    private static final class Sums implements Scores {

        private final Scope scope;
        private final boolean scaled;
        private final Selection queries;
        private final Selection keys;
        private final Tensor terms;
        private final Tensor output;
        private final Shape queryShape;
        private final Shape keyShape;

        Sums(Scope scope, Tensor query, Tensor key, boolean scaled) {
            this.scope = scope;
            this.scaled = scaled;
            this.queryShape = query.shape();
            this.keyShape = key.shape();
            long batch = queryShape.extent(0);
            long count = queryShape.extent(1);
            long steps = keyShape.extent(1);
            long features = queryShape.extent(2);
            this.queries = Selection.repeated(Shape.of(batch, count, 1, features), new long[] {1, 1, steps, 1});
            this.keys = Selection.repeated(Shape.of(batch, 1, steps, features), new long[] {1, count, 1, 1});
            this.terms = scope.tensor(Shape.of(batch, count, steps, features));
            this.output = scope.tensor(Shape.of(batch, count, steps));
            scope.run(
                    "t = tanh(q + k)", Map.of("t", terms, "q", queries.pick(scope, query), "k", keys.pick(scope, key)));
            sum();
        }

        private void sum() {
            Tensor column = column(output);
            if (scaled) {
                scope.run(scope.backend().product(terms, column(scope.weight("scale")), column));
            } else {
                scope.run(scope.backend().sumRows(terms, column));
            }
        }

        private static Tensor column(Tensor tensor) {
            return tensor.reshape(Shape.of(tensor.size(), 1));
        }

        @Override
        public Tensor output() {
            return output;
        }

        @Override
        public List<Tensor> backward(Tensor gradient) {
            if (scaled && scope.trainable()) {
                Tensor ofScale = column(scope.gradient("scale"));
                scope.run(scope.backend().productTransposedLeft(terms, column(gradient), ofScale));
            }
            toSums(column(gradient));
            return List.of(sumOver(queries, queryShape), sumOver(keys, keyShape));
        }

        /** Terms give way to the gradients of the sums under the tanh. */
        private void toSums(Tensor gradient) {
            if (scaled) {
                Map<String, Tensor> operands = Map.of("t", terms, "g", gradient, "c", scope.weight("scale"));
                scope.run("t = g * c * (1 - t * t)", operands);
            } else {
                scope.run("t = g * (1 - t * t)", Map.of("t", terms, "g", gradient));
            }
        }

        /** In memory of its own, whatever the selection. */
        private Tensor sumOver(Selection repeated, Shape shape) {
            Tensor sum = scope.tensor(shape);
            scope.run("y = 0", Map.of("y", sum));
            repeated.add(scope, terms, sum);
            return sum;
        }
    }
}
