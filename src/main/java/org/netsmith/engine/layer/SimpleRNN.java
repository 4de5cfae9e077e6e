package org.netsmith.engine.layer;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import jakarta.validation.constraints.Positive;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A fully connected layer that is also fed with what it put out in the step before: {@code h ← activation(x·kernel +
 * h·recurrentKernel + bias)}. Shapes as of {@link Recurrent}, with one gate; bias {@code [units]}.
 *
 * @param units the length of the state, at least 1
 * @param activation default tanh
 * @see <a href="https://keras.io/api/layers/recurrent_layers/simple_rnn/">Keras: SimpleRNN</a>
 */
public record SimpleRNN(
        @Positive Long units,
        @Nullable ActivationFunction activation,
        @JsonUnwrapped @Nullable Recurrence recurrence) implements Recurrent {

    public SimpleRNN {
        activation = Recurrent.elementwise("activation", activation, new ActivationFunction.Tanh());
        recurrence = Recurrence.or(recurrence);
    }

    @Override
    public Recurrent with(Recurrence other) {
        return new SimpleRNN(units, activation, other);
    }

    @Override
    public int gates() {
        return 1;
    }

    @Override
    public Weight bias() {
        return bias(Shape.of(units));
    }

    @Override
    public Cell cell(Sequence sequence) {
        return new Step(sequence, (Elementwise) activation);
    }

    /** In training what the kernel made of the inputs gives way to the derivative, and that to the gradient. */
    private static final class Step implements Cell {

        private final Sequence sequence;
        private final Elementwise activation;
        private final Tensor fromState;
        private final @Nullable Tensor gradients;

        Step(Sequence sequence, Elementwise activation) {
            this.sequence = sequence;
            this.activation = activation;
            this.fromState = sequence.gates();
            this.gradients = sequence.training() ? sequence.rowsOfSteps() : null;
        }

        @Override
        public void forward(int step) {
            sequence.recur(step, fromState);
            StepProgram program = new StepProgram()
                    .activate("y", activation, sequence.hasBias() ? "x + s + b" : "x + s")
                    .set("h", sequence.unmasked("y", "p"))
                    .bind("x", sequence.share(step, 0))
                    .bind("s", sequence.of(fromState, 0))
                    .bind("h", sequence.state(step + 1));
            if (sequence.training()) {
                program.derive("x", activation, "y");
            }
            if (sequence.hasBias()) {
                program.bind("b", sequence.bias(0));
            }
            if (sequence.masked()) {
                program.bind("p", sequence.state(step));
            }
            sequence.bindMask(program, step).run(sequence.scope());
        }

        @Override
        public void backward(int step, Tensor gradient) {
            StepProgram program = new StepProgram()
                    .set("u", sequence.unmasked("g", "0"))
                    .set("x", "u * x")
                    .set("g", "g - u")
                    .bind("g", gradient)
                    .bind("x", sequence.share(step, 0));
            sequence.bindMask(program, step).run(sequence.scope());
            sequence.recurBack(step, sequence.share(step), gradients, gradient);
        }

        @Override
        public Tensor inputGradients() {
            return gradients;
        }

        @Override
        public void buildWeightGradients() {
            sequence.buildRecurrentGradient(gradients);
            if (sequence.hasBias()) {
                sequence.buildBiasGradient(gradients, sequence.gradient("bias"));
            }
        }
    }
}
