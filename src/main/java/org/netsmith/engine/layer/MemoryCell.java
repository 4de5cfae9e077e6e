package org.netsmith.engine.layer;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Tensor;

/**
 * A step of an {@link LSTM}. In training what the kernel made of the inputs gives way to the derivatives of the gates,
 * and those to their gradients.
 */
final class MemoryCell implements Cell {

    private static final List<String> GATES = List.of("i", "f", "k", "o");

    private final Sequence sequence;
    private final Elementwise activation;
    private final Elementwise recurrentActivation;
    private final Tensor fromState;
    private final Tensor memories;
    private final @Nullable Tensor gates;
    private final @Nullable Tensor outputs;
    private final @Nullable Tensor derivatives;
    private final @Nullable Tensor gradients;
    private final @Nullable Tensor memoryGradient;

    MemoryCell(Sequence sequence, Elementwise activation, Elementwise recurrentActivation) {
        boolean training = sequence.training();
        this.sequence = sequence;
        this.activation = activation;
        this.recurrentActivation = recurrentActivation;
        this.fromState = sequence.gates();
        this.memories = sequence.perStep(sequence.steps() + 1);
        this.gates = training ? sequence.perStep(GATES.size() * sequence.steps()) : null;
        this.outputs = training ? sequence.perStep(sequence.steps()) : null;
        this.derivatives = training ? sequence.perStep(sequence.steps()) : null;
        this.gradients = training ? sequence.rowsOfSteps() : null;
        this.memoryGradient = training ? sequence.perStep(1) : null;
    }

    @Override
    public void forward(int step) {
        if (step == 0) {
            sequence.scope().run("c = 0", Map.of("c", memory(0)));
        }
        sequence.recur(step, fromState);
        StepProgram program = new StepProgram();
        for (int gate = 0; gate < GATES.size(); gate++) {
            activate(program, step, gate);
        }
        program.set("n", "f * c + i * k")
                .activate("a", activation, "n")
                .set("y", "o * a")
                .set("cn", sequence.unmasked("n", "c"))
                .set("h", sequence.unmasked("y", "p"))
                .bind("c", memory(step))
                .bind("cn", memory(step + 1))
                .bind("h", sequence.state(step + 1));
        if (sequence.training()) {
            program.derive("d", activation, "a");
            program.bind("a", sequence.of(outputs, step)).bind("d", sequence.of(derivatives, step));
        }
        if (sequence.masked()) {
            program.bind("p", sequence.state(step));
        }
        sequence.bindMask(program, step).run(sequence.scope());
    }

    private void activate(StepProgram program, int step, int gate) {
        String name = GATES.get(gate);
        Elementwise function = name.equals("k") ? activation : recurrentActivation;
        program.activate(name, function, "x_%1$s + s_%1$s".formatted(name) + (sequence.hasBias() ? " + b_" + name : ""))
                .bind("x_" + name, sequence.share(step, gate))
                .bind("s_" + name, sequence.of(fromState, gate));
        if (sequence.hasBias()) {
            program.bind("b_" + name, sequence.bias(gate));
        }
        if (sequence.training()) {
            program.derive("x_" + name, function, name).bind(name, gate(step, gate));
        }
    }

    private Tensor memory(int step) {
        return sequence.of(memories, step);
    }

    private Tensor gate(int step, int gate) {
        return sequence.of(gates, step * GATES.size() + gate);
    }

    @Override
    public void backward(int step, Tensor gradient) {
        if (step == sequence.steps() - 1) {
            sequence.scope().run("c = 0", Map.of("c", sequence.of(memoryGradient, 0)));
        }
        StepProgram program = new StepProgram()
                .set("u", sequence.unmasked("g", "0"))
                .set("v", sequence.unmasked("q", "0"))
                .set("w", "v + u * o * d")
                .set("x_o", "u * a * x_o")
                .set("x_i", "w * k * x_i")
                .set("x_f", "w * c * x_f")
                .set("x_k", "w * i * x_k")
                .set("q", "w * f + (q - v)")
                .set("g", "g - u")
                .bind("g", gradient)
                .bind("q", sequence.of(memoryGradient, 0))
                .bind("c", memory(step))
                .bind("a", sequence.of(outputs, step))
                .bind("d", sequence.of(derivatives, step));
        for (int gate = 0; gate < GATES.size(); gate++) {
            program.bind(GATES.get(gate), gate(step, gate)).bind("x_" + GATES.get(gate), sequence.share(step, gate));
        }
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
