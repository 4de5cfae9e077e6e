package org.netsmith.engine.layer;

import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A step of a {@link GRU} whose reset gate acts behind the product. In training what the kernel made of the inputs
 * gives way to derivatives, and those to gradients.
 */
final class ResetAfterCell implements Cell {

    private static final int GATES = 3;

    private final Sequence sequence;
    private final Elementwise activation;
    private final Elementwise recurrentActivation;
    private final Tensor fromState;
    private final @Nullable Tensor gates;
    private final @Nullable Tensor products;
    private final @Nullable Tensor inputGradients;
    private final @Nullable Tensor stateGradients;

    ResetAfterCell(Sequence sequence, Elementwise activation, Elementwise recurrentActivation) {
        boolean training = sequence.training();
        this.sequence = sequence;
        this.activation = activation;
        this.recurrentActivation = recurrentActivation;
        this.fromState = sequence.gates();
        this.gates = training ? sequence.perStep(GATES * sequence.steps()) : null;
        this.products = training ? sequence.perStep(sequence.steps()) : null;
        this.inputGradients = training ? sequence.rowsOfSteps() : null;
        this.stateGradients = training ? sequence.rowsOfSteps() : null;
    }

    @Override
    public void forward(int step) {
        sequence.recur(step, fromState);
        StepProgram program = new StepProgram()
                .activate("z", recurrentActivation, biased("x_z + s_z", "b_z + t_z"))
                .activate("r", recurrentActivation, biased("x_r + s_r", "b_r + t_r"))
                .set("w", biased("s_k", "t_k"))
                .activate("k", activation, biased("x_k + r * w", "b_k"))
                .set("h", sequence.unmasked("z * p + (1 - z) * k", "p"))
                .bind("p", sequence.state(step))
                .bind("h", sequence.state(step + 1));
        bindShares(program, step);
        for (int gate = 0; gate < GATES; gate++) {
            program.bind("s_" + "zrk".charAt(gate), sequence.of(fromState, gate));
        }
        if (sequence.hasBias()) {
            bindBiases(program);
        }
        if (sequence.training()) {
            program.derive("x_z", recurrentActivation, "z")
                    .derive("x_r", recurrentActivation, "r")
                    .derive("x_k", activation, "k");
            bindGates(program, step);
        }
        sequence.bindMask(program, step).run(sequence.scope());
    }

    private String biased(String formula, String bias) {
        return sequence.hasBias() ? formula + " + " + bias : formula;
    }

    private void bindShares(StepProgram program, int step) {
        for (int gate = 0; gate < GATES; gate++) {
            program.bind("x_" + "zrk".charAt(gate), sequence.share(step, gate));
        }
    }

    private void bindBiases(StepProgram program) {
        for (int gate = 0; gate < GATES; gate++) {
            program.bind("b_" + "zrk".charAt(gate), sequence.bias(gate))
                    .bind("t_" + "zrk".charAt(gate), sequence.bias(GATES + gate));
        }
    }

    private void bindGates(StepProgram program, int step) {
        for (int gate = 0; gate < GATES; gate++) {
            program.bind("zrk".substring(gate, gate + 1), sequence.of(gates, step * GATES + gate));
        }
        program.bind("w", sequence.of(products, step));
    }

    @Override
    public void backward(int step, Tensor gradient) {
        StepProgram program = new StepProgram()
                .set("u", sequence.unmasked("g", "0"))
                .set("x_z", "u * (p - k) * x_z")
                .set("x_k", "u * (1 - z) * x_k")
                .set("x_r", "x_k * w * x_r")
                .set("s_z", "x_z")
                .set("s_r", "x_r")
                .set("s_k", "x_k * r")
                .set("g", "u * z + (g - u)")
                .bind("g", gradient)
                .bind("p", sequence.state(step));
        bindShares(program, step);
        bindGates(program, step);
        for (int gate = 0; gate < GATES; gate++) {
            program.bind("s_" + "zrk".charAt(gate), sequence.of(fromState, gate));
        }
        sequence.bindMask(program, step).run(sequence.scope());
        sequence.recurBack(step, fromState, stateGradients, gradient);
        Shape rows = stateGradients.shape().tail();
        sequence.together(sequence.share(step), inputGradients.view(step * rows.size(), rows));
    }

    @Override
    public Tensor inputGradients() {
        return inputGradients;
    }

    @Override
    public void buildWeightGradients() {
        sequence.buildRecurrentGradient(stateGradients);
        if (sequence.hasBias()) {
            Tensor bias = sequence.gradient("bias");
            Shape half = bias.shape().tail();
            sequence.buildBiasGradient(inputGradients, bias.view(0, half));
            sequence.buildBiasGradient(stateGradients, bias.view(half.size(), half));
        }
    }
}
