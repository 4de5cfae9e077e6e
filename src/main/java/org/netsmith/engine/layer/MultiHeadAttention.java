package org.netsmith.engine.layer;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Positive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.ScalarOrList;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * Several attentions side by side (Vaswani et al. 2017), on projections of their own: {@code softmax(q·kᵀ/√keyDim)·v}
 * of {@code q, k, v = x·kernel + bias}, and what all heads answer projected once more.
 *
 * <p>Inputs query {@code [batch, queries, features]}, value {@code [batch, steps, …]}, key {@code [batch, steps, …]},
 * default the value · Output {@code [batch, queries, features]} or as wide as {@code outputShape} says · kernels {@code
 * [in, heads, keyDim]}, {@code [in, heads, valueDim]} and {@code [heads, valueDim, out]}.
 *
 * @param numHeads at least 1
 * @param keyDim the width of a head's queries and keys, at least 1
 * @param valueDim the width of a head's values, default keyDim
 * @param dropout the part of the weights that is dropped in training, default 0
 * @param useBias whether projections have biases, default true
 * @param outputShape the width of the output, default that of the query
 * @param kernelInitializer default GlorotUniform
 * @param biasInitializer default Zeros
 * @param kernelRegularizer what each kernel adds to the loss, default none
 * @param biasRegularizer what each bias adds to the loss, default none
 * @param activityRegularizer what the output adds to the loss, default none
 * @param kernelConstraint what each kernel must keep to, default none
 * @param biasConstraint what each bias must keep to, default none
 * @param seed kept as part of the definition; the run's own seed decides the numbers
 * @see <a href="https://keras.io/api/layers/attention_layers/multi_head_attention/">Keras: MultiHeadAttention</a>
 */
public record MultiHeadAttention(
        @Positive Integer numHeads,
        @Positive Integer keyDim,
        @Nullable @Positive Integer valueDim,

        @Nullable @DecimalMin("0") @DecimalMax(value = "1", inclusive = false)
        Double dropout,

        @Nullable Boolean useBias,
        @Nullable @ScalarOrList List<@Positive Integer> outputShape,
        @Nullable Initializer kernelInitializer,
        @Nullable Initializer biasInitializer,
        @Nullable Regularizer kernelRegularizer,
        @Nullable Regularizer biasRegularizer,
        @Nullable Regularizer activityRegularizer,
        @Nullable Constraint kernelConstraint,
        @Nullable Constraint biasConstraint,
        @Nullable Long seed)
        implements Attending {

    public MultiHeadAttention {
        valueDim = valueDim == null ? keyDim : valueDim;
        dropout = dropout == null ? 0.0 : dropout;
        useBias = useBias == null || useBias;
        outputShape = outputShape == null || outputShape.isEmpty() ? null : List.copyOf(outputShape);
        kernelInitializer = kernelInitializer == null ? new Initializer.GlorotUniform(null) : kernelInitializer;
        biasInitializer = biasInitializer == null ? new Initializer.Zeros() : biasInitializer;
        if (outputShape != null && outputShape.size() > 1) {
            throw new IllegalArgumentException("an output_shape of several axes is not supported; received "
                    + outputShape + ", expected one width; put a Reshape behind the layer");
        }
    }

    /** Keras' defaults. */
    public static MultiHeadAttention of(int numHeads, int keyDim) {
        return new MultiHeadAttention(
                numHeads, keyDim, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @Override
    public Shape outputShape(List<Shape> inputs) {
        Attending.require(this, inputs);
        return inputs.getFirst().withLast(width(inputs));
    }

    private long width(List<Shape> inputs) {
        return outputShape == null ? inputs.getFirst().extent(-1) : outputShape.getFirst();
    }

    @Override
    public List<Weight> weights(List<Shape> inputs) {
        List<Weight> weights = new ArrayList<>();
        project(weights, "query", Shape.of(inputs.getFirst().extent(-1), numHeads, keyDim), 1);
        project(weights, "key", Shape.of(inputs.getLast().extent(-1), numHeads, keyDim), 1);
        project(weights, "value", Shape.of(inputs.get(1).extent(-1), numHeads, valueDim), 1);
        project(weights, "attention_output", Shape.of(numHeads, valueDim, width(inputs)), 2);
        return weights;
    }

    /** @param inner how many axes in front are summed over */
    private void project(List<Weight> weights, String name, Shape kernel, int inner) {
        weights.add(new Weight(name + "/kernel", kernel, kernelInitializer, true, kernelRegularizer, kernelConstraint));
        if (useBias) {
            Shape bias = new Shape(kernel.extents().subList(inner, kernel.rank()));
            weights.add(new Weight(name + "/bias", bias, biasInitializer, true, biasRegularizer, biasConstraint));
        }
    }

    @Override
    public Pass build(Scope scope, List<Tensor> inputs) {
        Heads queries = new Heads(scope, "query", inputs.getFirst(), numHeads, keyDim, useBias);
        Heads keys = new Heads(scope, "key", inputs.getLast(), numHeads, keyDim, useBias);
        Heads values = new Heads(scope, "value", inputs.get(1), numHeads, valueDim, useBias);
        Tensor query = queries.build();
        Tensor key = keys.build();
        Tensor scores = scope.tensor(query.shape().withLast(key.shape().extent(1)));
        BatchedProduct product = new BatchedProduct(query, key, scores);
        product.build(scope);
        Tensor counted = counted(scope, scores.shape(), inputs.size());
        scope.run(masked("s = %s", "-1000000000", counted), operands(scores, counted));
        WeightedValues weighted = new WeightedValues(scope, scores, values.build(), dropout);
        Pass output = projected(scope, weighted.output(), inputs);
        return new Pass(output.output(), (dy, needed) -> {
            Tensor answers = output.toInput(dy, true);
            Tensor ofValues = values.backward(weighted.valueGradient(answers), needed.get(1));
            Tensor ofScores = weighted.scoreGradient(answers);
            scope.run(masked("s = %s", "0", counted), operands(ofScores, counted));
            Tensor ofQueries = queries.backward(product.gradientOfLeft(scope, ofScores), needed.getFirst());
            Tensor ofKeys = keys.backward(product.gradientOfRight(scope, ofScores), needed.getLast());
            if (needed.size() == 3) {
                return Arrays.asList(ofQueries, ofValues, ofKeys);
            }
            if (needed.get(1)) {
                scope.run("v = v + k", Map.of("v", ofValues, "k", ofKeys));
            }
            return Arrays.asList(ofQueries, ofValues);
        });
    }

    /** Scores divided by the root of their number of terms, or what stands for those that do not count. */
    private String masked(String assignment, String otherwise, @Nullable Tensor counted) {
        String scaled = "s * " + 1 / Math.sqrt(keyDim);
        return assignment.formatted(counted == null ? scaled : "select(m > 0, %s, %s)".formatted(scaled, otherwise));
    }

    private static Map<String, Tensor> operands(Tensor scores, @Nullable Tensor counted) {
        return counted == null ? Map.of("s", scores) : Map.of("s", scores, "m", counted);
    }

    /** Which pairs of a query and a value count, head by head; null where all do. */
    private @Nullable Tensor counted(Scope scope, Shape scores, int inputs) {
        long batch = scores.extent(0) / numHeads;
        long queries = scores.extent(1);
        long steps = scores.extent(2);
        Selection ofQuery = Selection.repeated(Shape.of(batch, 1, queries, 1), new long[] {1, numHeads, 1, steps});
        Selection ofValue = Selection.repeated(Shape.of(batch, 1, 1, steps), new long[] {1, numHeads, queries, 1});
        @Nullable Tensor counted = null;
        for (int input = 0; input < inputs; input++) {
            Tensor mask = scope.mask(input).orElse(null);
            if (mask != null) {
                Tensor spread =
                        (input == 0 ? ofQuery : ofValue).pick(scope, mask).reshape(scores);
                counted = both(scope, counted, spread);
            }
        }
        return counted;
    }

    private static Tensor both(Scope scope, @Nullable Tensor first, Tensor second) {
        if (first == null) {
            return second;
        }
        Tensor both = scope.tensor(second.shape());
        scope.run("b = first * second", Map.of("b", both, "first", first, "second", second));
        return both;
    }

    /** What all heads answer, projected: {@code [batch·heads, queries, valueDim]} to {@code [batch, queries, out]}. */
    private Pass projected(Scope scope, Tensor answers, List<Tensor> inputs) {
        long batch = inputs.getFirst().shape().extent(0);
        long queries = answers.shape().extent(1);
        Shape apart = Shape.of(batch, numHeads, queries, valueDim);
        MovedAxis headsBehind = new MovedAxis(1, 2);
        Tensor rows = headsBehind
                .apply(scope, answers.reshape(apart))
                .reshape(Shape.of(batch, queries, Math.multiplyExact(numHeads, valueDim)));
        long width = width(inputs.stream().map(input -> input.shape().tail()).toList());
        Heads output = new Heads(scope, "attention_output", rows, 1, width, useBias);
        return Pass.of(output.build(), (dy, _) -> {
            Tensor gradient = output.backward(dy, true).reshape(apart.permute(0, 2, 1, 3));
            return headsBehind.back().apply(scope, gradient).reshape(answers.shape());
        });
    }
}
