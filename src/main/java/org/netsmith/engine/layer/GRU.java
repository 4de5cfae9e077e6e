package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;

/**
 * A gated recurrent unit (Cho et al. 2014): gates {@code z, r = recurrentActivation(…)} of {@code x·kernel +
 * h·recurrentKernel + bias}, a candidate k, and the state {@code h ← z·h + (1 − z)·k}. The reset gate r acts on {@code
 * h·recurrentKernel + bias} of the candidate, or, without {@code resetAfter}, on the h in it. Shapes as of {@link
 * Recurrent}, with three gates in the order z, r, k; bias {@code [2, 3·units]}, of the inputs and of the state, or
 * {@code [3·units]} without {@code resetAfter}.
 *
 * @param units the length of the state, at least 1
 * @param activation default tanh
 * @param recurrentActivation default sigmoid
 * @param resetAfter whether the reset gate acts behind the product, default true
 * @see <a href="https://keras.io/api/layers/recurrent_layers/gru/">Keras: GRU</a>
 */
public record GRU(
        @Positive Long units,
        @Nullable ActivationFunction activation,
        @Nullable ActivationFunction recurrentActivation,
        @Nullable Boolean resetAfter,
        @JsonUnwrapped @Nullable Recurrence recurrence)
        implements Recurrent {

    public GRU {
        activation = Recurrent.elementwise("activation", activation, new ActivationFunction.Tanh());
        recurrentActivation =
                Recurrent.elementwise("recurrent_activation", recurrentActivation, new ActivationFunction.Sigmoid());
        resetAfter = resetAfter == null || resetAfter;
        recurrence = Recurrence.or(recurrence);
    }

    @Override
    public Recurrent with(Recurrence other) {
        return new GRU(units, activation, recurrentActivation, resetAfter, other);
    }

    @Override
    public int gates() {
        return 3;
    }

    @Override
    public Weight bias() {
        long width = Math.multiplyExact(3, units);
        return bias(resetAfter ? Shape.of(2, width) : Shape.of(width));
    }

    @Override
    public Cell cell(Sequence sequence) {
        Elementwise candidate = (Elementwise) activation;
        Elementwise gate = (Elementwise) recurrentActivation;
        return resetAfter
                ? new ResetAfterCell(sequence, candidate, gate)
                : new ResetBeforeCell(sequence, candidate, gate);
    }
}
