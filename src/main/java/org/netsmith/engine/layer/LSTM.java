package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997) with a forget gate (Gers et al. 2000). Of {@code x·kernel +
 * h·recurrentKernel + bias} the four parts give the gates {@code i, f, o = recurrentActivation(…)}, in the order i, f,
 * the candidate {@code k = activation(…)}, o; then the memory {@code c ← f·c + i·k} and the state {@code h ←
 * o·activation(c)}. Shapes as of {@link Recurrent}, with four gates; bias {@code [4·units]}.
 *
 * @param units the length of the state, at least 1
 * @param activation default tanh
 * @param recurrentActivation default sigmoid
 * @param unitForgetBias whether the biases of the forget gate start at 1, so that nothing is forgotten at first;
 *     default true
 * @see <a href="https://keras.io/api/layers/recurrent_layers/lstm/">Keras: LSTM</a>
 */
public record LSTM(
        @Positive Long units,
        @Nullable ActivationFunction activation,
        @Nullable ActivationFunction recurrentActivation,
        @Nullable Boolean unitForgetBias,
        @JsonUnwrapped @Nullable Recurrence recurrence)
        implements Recurrent {

    public LSTM {
        activation = Recurrent.elementwise("activation", activation, new ActivationFunction.Tanh());
        recurrentActivation =
                Recurrent.elementwise("recurrent_activation", recurrentActivation, new ActivationFunction.Sigmoid());
        unitForgetBias = unitForgetBias == null || unitForgetBias;
        recurrence = Recurrence.or(recurrence);
    }

    @Override
    public Recurrent with(Recurrence other) {
        return new LSTM(units, activation, recurrentActivation, unitForgetBias, other);
    }

    @Override
    public int gates() {
        return 4;
    }

    @Override
    public Weight bias() {
        Weight bias = bias(Shape.of(Math.multiplyExact(4, units)));
        return unitForgetBias ? bias.startingAtOne(units, Math.multiplyExact(2, units)) : bias;
    }

    @Override
    public Cell cell(Sequence sequence) {
        return new MemoryCell(sequence, (Elementwise) activation, (Elementwise) recurrentActivation);
    }
}
