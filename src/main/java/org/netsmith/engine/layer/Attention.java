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
 * Dot-product attention (Luong et al. 2015): {@code y = softmax(scale·query·keyᵀ)·value}.
 *
 * <p>Inputs query {@code [batch, queries, features]}, value {@code [batch, steps, width]}, key {@code [batch, steps,
 * features]}, default the value · Output {@code [batch, queries, width]} · scale {@code []}.
 *
 * @param useScale whether the scores are multiplied with a number that is learnt, default false
 * @param dropout the part of the weights that is dropped in training, default 0
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/attention_layers/attention/">Keras: Attention</a>
 */
public record Attention(
        @Nullable Boolean useScale,

        @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double dropout,

        @Nullable Long seed)
        implements ScoredAttention {

    public Attention {
        useScale = useScale != null && useScale;
        dropout = dropout == null ? 0.0 : dropout;
    }

    @Override
    public List<Weight> weights(List<Shape> inputs) {
        return useScale ? List.of(new Weight("scale", Shape.of(), new Initializer.Ones(), true)) : List.of();
    }

    @Override
    public Scores scores(Scope scope, Tensor query, Tensor key) {
        Tensor products = scope.tensor(query.shape().withLast(key.shape().extent(1)));
        BatchedProduct product = new BatchedProduct(query, key, products);
        product.build(scope);
        return useScale ? new Scaled(scope, product) : new Unscaled(scope, product);
    }

    private record Unscaled(Scope scope, BatchedProduct product) implements Scores {

        @Override
        public Tensor output() {
            return product.y();
        }

        @Override
        public List<Tensor> backward(Tensor gradient) {
            return List.of(product.gradientOfLeft(scope, gradient), product.gradientOfRight(scope, gradient));
        }
    }

    private static final class Scaled implements Scores {

        private final Scope scope;
        private final BatchedProduct product;
        private final Tensor scaled;

        Scaled(Scope scope, BatchedProduct product) {
            this.scope = scope;
            this.product = product;
            this.scaled = scope.tensor(product.y().shape());
            scope.run("s = p * c", Map.of("s", scaled, "p", product.y(), "c", scope.weight("scale")));
        }

        @Override
        public Tensor output() {
            return scaled;
        }

        @Override
        public List<Tensor> backward(Tensor gradient) {
            if (scope.trainable()) {
                scope.run("s = g * p", Map.of("s", scaled, "g", gradient, "p", product.y()));
                Tensor row = scaled.reshape(Shape.of(1, scaled.size()));
                scope.run(scope.backend().sumRows(row, scope.gradient("scale").reshape(Shape.of(1, 1))));
            }
            scope.run("g = g * c", Map.of("g", gradient, "c", scope.weight("scale")));
            return new Unscaled(scope, product).backward(gradient);
        }
    }
}
