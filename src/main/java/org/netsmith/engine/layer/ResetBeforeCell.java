package org.netsmith.engine.layer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction.Elementwise;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * A step of a {@link GRU} whose reset gate acts on the state before the product of the candidate, which therefore needs
 * the recurrent kernel gate by gate. In training what the kernel made of the inputs gives way to derivatives, and those
 * to gradients.
 */
final class ResetBeforeCell implements Cell {

    private static final int GATES = 3;
    private static final int Z = 0;
    private static final int R = 1;
    private static final int K = 2;

    private final Sequence sequence;
    private final Elementwise activation;
    private final Elementwise recurrentActivation;
    private final Tensor kernels;
    private final Tensor products;
    private final Tensor resetStates;
    private final Tensor gates;
    private final @Nullable Tensor gradients;

    ResetBeforeCell(Sequence sequence, Elementwise activation, Elementwise recurrentActivation) {
        this.sequence = sequence;
        this.activation = activation;
        this.recurrentActivation = recurrentActivation;
        Tensor kernel = sequence.weight("recurrent_kernel");
        long units = kernel.shape().extent(0);
        this.kernels = sequence.scope().tensor(Shape.of(GATES, units, units));
        sequence.scope().run(sequence.scope().backend().permute(apart(kernel), new int[] {1, 0, 2}, kernels));
        this.products = sequence.gates();
        this.resetStates = sequence.perStep(sequence.steps());
        this.gates = sequence.perStep(GATES * (sequence.training() ? sequence.steps() : 1));
        this.gradients = sequence.training() ? sequence.rowsOfSteps() : null;
    }

    private static Tensor apart(Tensor kernel) {
        long units = kernel.shape().extent(0);
        return kernel.reshape(Shape.of(units, GATES, units));
    }

    private Tensor kernel(int gate) {
        Shape shape = kernels.shape().tail();
        return kernels.view(gate * shape.size(), shape);
    }

    private Tensor product(int gate) {
        return sequence.of(products, gate);
    }

    private Tensor gate(int step, int gate) {
        return sequence.of(gates, (sequence.training() ? step * GATES : 0) + gate);
    }

    private Tensor resetState(int step) {
        return sequence.of(resetStates, step);
    }

    private void multiply(Tensor state, int gate) {
        Scope scope = sequence.scope();
        scope.run(scope.backend().product(state, kernel(gate), product(gate)));
    }

    @Override
    public void forward(int step) {
        multiply(sequence.state(step), Z);
        multiply(sequence.state(step), R);
        openReset(step);
        multiply(resetState(step), K);
        blend(step);
    }

    /** {@code r·h}, which the candidate is made of. */
    private void openReset(int step) {
        activated("r", recurrentActivation, step, R)
                .set("n", "r * p")
                .bind("p", sequence.state(step))
                .bind("n", resetState(step))
                .run(sequence.scope());
    }

    private void blend(int step) {
        activated("z", recurrentActivation, step, Z).run(sequence.scope());
        StepProgram program = activated("k", activation, step, K)
                .set("h", sequence.unmasked("z * p + (1 - z) * k", "p"))
                .bind("z", gate(step, Z))
                .bind("p", sequence.state(step))
                .bind("h", sequence.state(step + 1));
        sequence.bindMask(program, step).run(sequence.scope());
    }

    private StepProgram activated(String name, Elementwise function, int step, int gate) {
        StepProgram program = new StepProgram()
                .activate(name, function, sequence.hasBias() ? "x + s + b" : "x + s")
                .bind("x", sequence.share(step, gate))
                .bind("s", product(gate));
        if (sequence.hasBias()) {
            program.bind("b", sequence.bias(gate));
        }
        if (sequence.training()) {
            program.derive("x", function, name);
        }
        return program.bind(name, gate(step, gate));
    }

    @Override
    public void backward(int step, Tensor gradient) {
        StepProgram candidate = new StepProgram()
                .set("u", sequence.unmasked("g", "0"))
                .set("x_z", "u * (p - k) * x_z")
                .set("x_k", "u * (1 - z) * x_k")
                .set("g", "u * z + (g - u)")
                .bind("g", gradient)
                .bind("p", sequence.state(step))
                .bind("z", gate(step, Z))
                .bind("k", gate(step, K))
                .bind("x_z", sequence.share(step, Z))
                .bind("x_k", sequence.share(step, K));
        sequence.bindMask(candidate, step).run(sequence.scope());
        back(step, K);
        new StepProgram()
                .set("x_r", "s * p * x_r")
                .set("g", "g + s * r")
                .bind("s", product(K))
                .bind("p", sequence.state(step))
                .bind("r", gate(step, R))
                .bind("x_r", sequence.share(step, R))
                .bind("g", gradient)
                .run(sequence.scope());
        back(step, Z);
        back(step, R);
        Map<String, Tensor> sum = Map.of("g", gradient, "a", product(Z), "b", product(R));
        sequence.scope().run("g = g + a + b", sum);
        Shape rows = gradients.shape().tail();
        sequence.together(sequence.share(step), gradients.view(step * rows.size(), rows));
    }

    /** What the gradient of a gate comes to in what its kernel was multiplied with. */
    private void back(int step, int gate) {
        Scope scope = sequence.scope();
        scope.run(scope.backend().productTransposedRight(sequence.share(step, gate), kernel(gate), product(gate)));
    }

    @Override
    public Tensor inputGradients() {
        return gradients;
    }

    /** The candidate's kernel was multiplied with the states that the reset gate let through. */
    @Override
    public void buildWeightGradients() {
        Scope scope = sequence.scope();
        Tensor gradient = sequence.gradient("recurrent_kernel");
        Tensor byGate = gradientsByGate();
        Shape rows = byGate.shape().tail();
        Tensor kernelGradients = scope.tensor(kernels.shape());
        Shape kernel = kernels.shape().tail();
        for (int gate = 0; gate < GATES; gate++) {
            Tensor factor = gate == K ? resetStates : sequence.statesBefore();
            Tensor ofGate = byGate.view(gate * rows.size(), rows);
            Tensor to = kernelGradients.view(gate * kernel.size(), kernel);
            scope.run(scope.backend().productTransposedLeft(factor, ofGate, to));
        }
        scope.run(scope.backend().permute(kernelGradients, new int[] {1, 0, 2}, apart(gradient)));
        if (sequence.hasBias()) {
            sequence.buildBiasGradient(gradients, sequence.gradient("bias"));
        }
    }

    private Tensor gradientsByGate() {
        long units = kernels.shape().extent(-1);
        Tensor apart = gradients.reshape(Shape.of(gradients.size() / (GATES * units), GATES, units));
        Tensor byGate = sequence.scope().tensor(apart.shape().permute(1, 0, 2));
        sequence.scope().run(sequence.scope().backend().permute(apart, new int[] {1, 0, 2}, byGate));
        return byGate;
    }
}
