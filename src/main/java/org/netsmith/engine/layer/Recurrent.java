package org.netsmith.engine.layer;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A layer that goes through a sequence step by step and remembers a state, which starts at 0 and is also its output. A
 * masked step leaves the state as it is.
 *
 * <p>Input {@code [batch, steps, features]} · Output {@code [batch, units]}, or {@code [batch, steps, units]} with
 * {@code return_sequences} · kernel {@code [features, gates·units]}, recurrent kernel {@code [units, gates·units]}.
 */
public sealed interface Recurrent extends SingleInput permits SimpleRNN, LSTM, GRU {

    /** The length of the state. */
    Long units();

    Recurrence recurrence();

    /** The same layer with other common arguments. */
    Recurrent with(Recurrence other);

    /** How many vectors of units the kernels make of an input. */
    int gates();

    /** The weight of the biases where there is one. */
    Weight bias();

    /** What happens in one step. */
    Cell cell(Sequence sequence);

    /** What Keras puts in front of the weights' names. */
    default String prefix() {
        String kind = getClass().getSimpleName();
        return (this instanceof SimpleRNN ? "simple_rnn" : kind.toLowerCase(Locale.ROOT)) + "_cell/";
    }

    @Override
    default @Nullable Regularizer activityRegularizer() {
        return recurrence().activityRegularizer();
    }

    @Override
    default boolean passesMask() {
        return recurrence().returnSequences();
    }

    @Override
    default Shape outputShape(Shape input) {
        if (input.rank() != 2) {
            throw new ShapeException("%s needs rows [steps, features], received rows of shape %s"
                    .formatted(getClass().getSimpleName(), input));
        }
        if (input.extent(0) == 0) {
            throw new ShapeException("%s needs at least one step, received none"
                    .formatted(getClass().getSimpleName()));
        }
        return recurrence().returnSequences() ? input.withLast(units()) : Shape.of(units());
    }

    @Override
    default List<Weight> weights(Shape input) {
        long width = Math.multiplyExact(gates(), units());
        Recurrence common = recurrence();
        List<Weight> weights = new ArrayList<>();
        weights.add(new Weight(
                prefix() + "kernel",
                Shape.of(input.extent(-1), width),
                common.kernelInitializer(),
                true,
                common.kernelRegularizer(),
                common.kernelConstraint()));
        weights.add(new Weight(
                prefix() + "recurrent_kernel",
                Shape.of(units(), width),
                common.recurrentInitializer(),
                true,
                common.recurrentRegularizer(),
                common.recurrentConstraint()));
        if (common.useBias()) {
            weights.add(bias());
        }
        return weights;
    }

    /** A weight of biases of this shape. */
    default Weight bias(Shape shape) {
        Recurrence common = recurrence();
        return new Weight(
                prefix() + "bias",
                shape,
                common.biasInitializer(),
                true,
                common.biasRegularizer(),
                common.biasConstraint());
    }

    @Override
    default Pass build(Scope scope, Tensor x) {
        if (recurrence().dropout() == 0) {
            return new Sequence(scope, this, x).pass();
        }
        return Dropout.build(scope, x, recurrence().dropout(), x.shape().with(1, 1))
                .then(dropped -> new Sequence(scope, this, dropped).pass());
    }

    /** A function of one value, as the gates need. */
    static Elementwise elementwise(String name, @Nullable ActivationFunction given, Elementwise otherwise) {
        return switch (given) {
            case null -> otherwise;
            case Elementwise function -> function;
            case ActivationFunction.AlongAxis _ ->
                throw new IllegalArgumentException(
                        "%s must act on each value alone in a recurrent layer; %s is not supported"
                                .formatted(name, given.getClass().getSimpleName()));
        };
    }
}
