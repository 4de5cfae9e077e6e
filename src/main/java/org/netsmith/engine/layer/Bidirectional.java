package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * Two recurrent layers that go through a sequence in opposite directions, and what they put out merged; sequences are
 * merged in the order of the input.
 *
 * <p>Input {@code [batch, steps, features]} · Output as of the layer, twice as wide where it is concatenated.
 *
 * @param layer goes forward, unless it goes backward itself
 * @param backwardLayer goes the other way; default the same layer with weights of its own
 * @param mergeMode default concat
 * @see <a href="https://keras.io/api/layers/recurrent_layers/bidirectional/">Keras: Bidirectional</a>
 */
public record Bidirectional(
        Recurrent layer,
        @Nullable Recurrent backwardLayer,
        @Nullable MergeMode mergeMode) implements SingleInput {

    /** How two outputs become one: side by side, their sum, product or mean. */
    public enum MergeMode {
        CONCAT,
        SUM,
        MUL,
        AVE
    }

    public Bidirectional {
        layer = merging(layer, layer.recurrence().goBackwards());
        backwardLayer = backwardLayer == null
                ? merging(layer, !layer.recurrence().goBackwards())
                : merging(backwardLayer, backwardLayer.recurrence().goBackwards());
        mergeMode = mergeMode == null ? MergeMode.CONCAT : mergeMode;
        requireOpposite(layer.recurrence(), backwardLayer.recurrence());
    }

    /** As in Keras, a masked step of a sequence then adds nothing, whatever the layer says. */
    private static Recurrent merging(Recurrent layer, boolean backwards) {
        Recurrence common = layer.recurrence();
        return layer.with(common.with(backwards, common.returnSequences()));
    }

    private static void requireOpposite(Recurrence forward, Recurrence backward) {
        if (forward.goBackwards().equals(backward.goBackwards())) {
            throw new IllegalArgumentException("layer and backward_layer must go in opposite directions, received "
                    + "go_backwards %s for both".formatted(forward.goBackwards()));
        }
        if (!forward.returnSequences().equals(backward.returnSequences())) {
            throw new IllegalArgumentException(
                    "layer and backward_layer must agree in return_sequences, received %s and %s"
                            .formatted(forward.returnSequences(), backward.returnSequences()));
        }
        if (forward.activityRegularizer() != null || backward.activityRegularizer() != null) {
            throw new IllegalArgumentException("an activity_regularizer within a Bidirectional is not supported; "
                    + "put an ActivityRegularization layer behind it");
        }
    }

    @Override
    public boolean passesMask() {
        return layer.passesMask();
    }

    @Override
    public Shape outputShape(Shape input) {
        return merge().outputShape(List.of(layer.outputShape(input), backwardLayer.outputShape(input)));
    }

    private Merge merge() {
        return switch (mergeMode) {
            case CONCAT -> new Concatenate(-1);
            case SUM -> new Add();
            case MUL -> new Multiply();
            case AVE -> new Average();
        };
    }

    @Override
    public List<Weight> weights(Shape input) {
        List<Weight> weights = new ArrayList<>();
        layer.weights(input).forEach(weight -> weights.add(weight.within(prefix("forward_", layer))));
        backwardLayer.weights(input).forEach(weight -> weights.add(weight.within(prefix("backward_", backwardLayer))));
        return weights;
    }

    private static String prefix(String direction, Recurrent layer) {
        return direction + layer.prefix().replace("_cell/", "/");
    }

    @Override
    public Pass build(Scope scope, Tensor x) {
        Pass forward = layer.build(new Within(scope, prefix("forward_", layer), true, 1), x);
        Pass backward = backwardLayer
                .build(new Within(scope, prefix("backward_", backwardLayer), true, 2), x)
                .then(y -> inOrder(scope, y));
        Scope unmasked = new Within(scope, "", false, 0);
        Pass merged = merge().build(unmasked, List.of(forward.output(), backward.output()));
        return Pass.of(merged.output(), (dy, needed) -> {
            List<@Nullable Tensor> gradients = merged.backward().build(dy, List.of(true, true));
            Tensor ahead = forward.toInput(gradients.get(0), needed);
            Tensor back = backward.toInput(gradients.get(1), needed);
            if (!needed) {
                return null;
            }
            scope.run("a = a + b", Map.of("a", ahead, "b", back));
            return ahead;
        });
    }

    /** A sequence that came out last step first, turned round. */
    private Pass inOrder(Scope scope, Tensor y) {
        if (!layer.recurrence().returnSequences()) {
            return Pass.of(y, (dy, _) -> dy);
        }
        Selection reversal = Selection.reversed(y.shape(), 1);
        return Pass.of(reversal.pick(scope, y), (dy, _) -> reversal.pick(scope, dy));
    }
}
