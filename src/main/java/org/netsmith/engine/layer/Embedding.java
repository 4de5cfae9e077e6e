package org.netsmith.engine.layer;

import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A learnt vector for each id: {@code y[…, :] = embeddings[x[…], :]}.
 *
 * <p>Input {@code [batch, …]} of whole numbers in [0, inputDim) · Output {@code [batch, …, outputDim]} · embeddings
 * {@code [inputDim, outputDim]}. Any other number ends the step with an {@link UnknownIdException}. Nothing before the
 * layer learns through it. Float32 holds ids exactly up to 2²⁴.
 *
 * @param inputDim how many ids there are, at least 1
 * @param outputDim the length of a vector, at least 1
 * @param embeddingsInitializer default RandomUniform
 * @param embeddingsRegularizer what the vectors add to the loss, default none
 * @param activityRegularizer what the output adds to the loss, default none
 * @param embeddingsConstraint what the vectors must keep to, default none
 * @param maskZero whether id 0 stands for padding, which layers that take a mask skip; default false
 * @see <a href="https://keras.io/api/layers/core_layers/embedding/">Keras: Embedding</a>
 */
public record Embedding(
        @Positive Integer inputDim,
        @Positive Integer outputDim,
        @Nullable Initializer embeddingsInitializer,
        @Nullable Regularizer embeddingsRegularizer,
        @Nullable Regularizer activityRegularizer,
        @Nullable Constraint embeddingsConstraint,
        @Nullable Boolean maskZero)
        implements SingleInput {

    public Embedding {
        embeddingsInitializer =
                embeddingsInitializer == null ? new Initializer.RandomUniform(null, null, null) : embeddingsInitializer;
        maskZero = maskZero != null && maskZero;
    }

    /** The layer with Keras' defaults. */
    public static Embedding of(int inputDim, int outputDim) {
        return new Embedding(inputDim, outputDim, null, null, null, null, null);
    }

    @Override
    public Shape outputShape(Shape input) {
        List<Long> extents = new ArrayList<>(input.extents());
        extents.add(outputDim.longValue());
        return new Shape(extents);
    }

    @Override
    public List<Weight> weights(Shape input) {
        return List.of(new Weight(
                "embeddings",
                Shape.of(inputDim, outputDim),
                embeddingsInitializer,
                true,
                embeddingsRegularizer,
                embeddingsConstraint));
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        int[] ids = new int[Math.toIntExact(x.size())];
        Tensor y = scope.tensor(Shape.of(ids.length, outputDim));
        scope.run(() -> {
            scope.backend().download(x);
            readIds(x, ids);
        });
        scope.run(scope.backend().gather(scope.weight("embeddings"), ids, y));
        Shape shape = outputShape(x.shape().tail()).prepend(x.shape().extent(0));
        return Pass.of(y.reshape(shape), (dy, _) -> {
                    buildGradient(scope, dy.reshape(y.shape()), ids);
                    return null;
                })
                .masked(maskZero ? mask(scope, x) : null);
    }

    private static Tensor mask(Scope scope, Tensor x) {
        Tensor mask = scope.tensor(x.shape());
        scope.run("m = select(x == 0, 0, 1)", Map.of("m", mask, "x", x));
        return mask;
    }

    private void readIds(Tensor x, int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            double id = x.get(i);
            ids[i] = (int) id;
            if (ids[i] != id || ids[i] < 0 || ids[i] >= inputDim) {
                throw new UnknownIdException(i / x.shape().tail().size(), id, inputDim);
            }
        }
    }

    private static void accumulate(Scope scope, Tensor rows, int[] ids, Tensor sums) {
        scope.run("g = 0", Map.of("g", sums));
        scope.run(scope.backend().accumulate(rows, ids, sums));
    }

    private static void buildGradient(Scope scope, Tensor dy, int[] ids) {
        if (scope.trainable()) {
            accumulate(scope, dy, ids, scope.gradient("embeddings"));
            scope.squares("embeddings").ifPresent(squares -> {
                Tensor square = scope.tensor(dy.shape());
                scope.run("s = g^2", Map.of("s", square, "g", dy));
                accumulate(scope, square, ids, squares);
            });
        }
    }
}
