package org.netsmith.engine.layer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * The steps of a recurrent layer laid out in a plan, one after the other. Inside, the steps are in front and in the
 * order in which they are taken, so that what belongs to one step lies in one piece.
 */
final class Sequence {

    private final Scope scope;
    private final Recurrent layer;
    private final int steps;
    private final long batch;
    private final Shape state;
    private final Tensor inputs;
    private final @Nullable Tensor mask;
    private final Tensor shares;
    private final Tensor states;
    private final Tensor fromState;
    private final @Nullable Tensor back;
    private final Cell cell;

    /** @param x {@code [batch, steps, features]} */
    Sequence(Scope scope, Recurrent layer, Tensor x) {
        this.scope = scope;
        this.layer = layer;
        this.batch = x.shape().extent(0);
        this.steps = Math.toIntExact(x.shape().extent(1));
        this.state = Shape.of(batch, layer.units());
        this.inputs = stepsInFront(x);
        this.mask = scope.mask(0).map(this::stepsInFront).orElse(null);
        this.states = perStep(steps + 1);
        this.shares = shares();
        this.fromState = scope.tensor(Shape.of(batch, width()));
        this.back = scope.training() ? scope.tensor(state) : null;
        this.cell = layer.cell(this);
    }

    /** What the kernel makes of all inputs, in one product: {@code [steps, gates, batch, units]}. */
    private Tensor shares() {
        Tensor rows = rowsOfSteps();
        scope.run(scope.backend().product(inputs, weight("kernel"), rows));
        return gatesInFront(rows, scope.tensor(Shape.of(steps, layer.gates(), batch, layer.units())));
    }

    private long width() {
        return layer.gates() * layer.units();
    }

    Scope scope() {
        return scope;
    }

    /** Whether the layer is called to learn. */
    boolean training() {
        return scope.training();
    }

    Tensor weight(String name) {
        return scope.weight(layer.prefix() + name);
    }

    Tensor gradient(String name) {
        return scope.gradient(layer.prefix() + name);
    }

    boolean hasBias() {
        return layer.recurrence().useBias();
    }

    /** Some of the biases: {@code [units]}, counted in units. */
    Tensor bias(int gate) {
        return weight("bias").view(gate * layer.units(), Shape.of(layer.units()));
    }

    int steps() {
        return steps;
    }

    /** Whether some steps are masked. */
    boolean masked() {
        return mask != null;
    }

    /** Binds {@code m}, the mask of a step, where there is one. */
    StepProgram bindMask(StepProgram program, int step) {
        return mask == null ? program : program.bind("m", mask.view(step * batch, Shape.of(batch, 1)));
    }

    /** A formula of what passes a step that is not masked, else of what does not. */
    String unmasked(String value, String otherwise) {
        return mask == null ? value : "select(m > 0, %s, %s)".formatted(value, otherwise);
    }

    /** What the kernel made of the inputs of a step for one gate: {@code [batch, units]}. */
    Tensor share(int step, int gate) {
        return of(shares, step * layer.gates() + gate);
    }

    /** What the kernel made of the inputs of a step, gate by gate: {@code [gates, batch, units]}. */
    Tensor share(int step) {
        Shape shape = shares.shape().tail();
        return shares.view(step * shape.size(), shape);
    }

    /** The state before a step: {@code [batch, units]}. */
    Tensor state(int step) {
        return of(states, step);
    }

    /** Memory of {@code [batch, units]} for each of so many steps. */
    Tensor perStep(int count) {
        return scope.tensor(state.prepend(count));
    }

    /** One {@code [batch, units]} of many. */
    Tensor of(Tensor many, int index) {
        return many.view(index * state.size(), state);
    }

    /** Memory of {@code [gates, batch, units]}. */
    Tensor gates() {
        return perStep(layer.gates());
    }

    /** Memory of {@code [steps, batch, gates·units]}. */
    Tensor rowsOfSteps() {
        return scope.tensor(Shape.of(steps, batch, width()));
    }

    /** What the recurrent kernel makes of the state before a step: {@code [gates, batch, units]}. */
    void recur(int step, Tensor gates) {
        scope.run(scope.backend().product(state(step), weight("recurrent_kernel"), fromState));
        gatesInFront(fromState, gates);
    }

    /**
     * The way back of {@link #recur}: puts the gradients of the gates among those of all steps, and adds what they come
     * to in the state to a gradient.
     */
    void recurBack(int step, Tensor gateGradients, Tensor ofSteps, Tensor gradient) {
        Tensor rows = ofSteps.view(step * fromState.size(), fromState.shape());
        together(gateGradients, rows);
        scope.run(scope.backend().productTransposedRight(rows, weight("recurrent_kernel"), back));
        scope.run("g = g + b", Map.of("g", gradient, "b", back));
    }

    /** {@code [gates, batch, units]} as {@code [batch, gates·units]}. */
    void together(Tensor gates, Tensor rows) {
        Shape shape = Shape.of(batch, layer.gates(), layer.units());
        scope.run(scope.backend().permute(gates, new int[] {1, 0, 2}, rows.reshape(shape)));
    }

    private Tensor gatesInFront(Tensor rows, Tensor gates) {
        long count = rows.size() / (batch * width());
        Shape apart = Shape.of(count, batch, layer.gates(), layer.units());
        Tensor to = gates.reshape(apart.permute(0, 2, 1, 3));
        scope.run(scope.backend().permute(rows.reshape(apart), new int[] {0, 2, 1, 3}, to));
        return gates;
    }

    /** The gradient of the recurrent kernel, of the gradients of what it made in all steps. */
    void buildRecurrentGradient(Tensor ofSteps) {
        scope.run(scope.backend().productTransposedLeft(statesBefore(), ofSteps, gradient("recurrent_kernel")));
    }

    /** The states before each step: {@code [steps, batch, units]}. */
    Tensor statesBefore() {
        return states.view(0, state.prepend(steps));
    }

    /** The gradient of biases, of the gradients of what they are added to in all steps. */
    void buildBiasGradient(Tensor ofSteps, Tensor gradient) {
        scope.run(scope.backend().sumColumns(ofSteps, gradient));
    }

    Pass pass() {
        scope.run("h = 0", Map.of("h", state(0)));
        for (int step = 0; step < steps; step++) {
            cell.forward(step);
        }
        return layer.recurrence().returnSequences() ? everyOutput() : lastOutput();
    }

    private Pass lastOutput() {
        Tensor last = state(steps);
        Tensor y = zeroed(last, maskOf(steps - 1, 1));
        return Pass.of(y, (dy, needed) -> buildBackward(null, zeroed(dy, maskOf(steps - 1, 1)), needed));
    }

    private Pass everyOutput() {
        Tensor all = zeroed(states.view(state.size(), state.prepend(steps)), maskOf(0, steps));
        MovedAxis moved = new MovedAxis(0, 1);
        return Pass.of(moved.apply(scope, all), (dy, needed) -> {
            Tensor upstream = zeroed(moved.back().apply(scope, dy), maskOf(0, steps));
            Tensor gradient = scope.tensor(state);
            scope.run("g = 0", Map.of("g", gradient));
            return buildBackward(upstream, gradient, needed);
        });
    }

    private @Nullable Tensor maskOf(int step, int count) {
        return mask != null && layer.recurrence().zeroOutputForMask()
                ? mask.view(step * batch, Shape.of(count * batch, 1))
                : null;
    }

    /** What comes out where masked steps put out 0. */
    private Tensor zeroed(Tensor x, @Nullable Tensor column) {
        if (column == null) {
            return x;
        }
        Tensor y = scope.tensor(x.shape());
        scope.run("y = select(m > 0, x, 0)", Map.of("y", y, "x", x, "m", column));
        return y;
    }

    /**
     * @param upstream the gradients of the outputs of all steps, null where only the last came out
     * @param gradient that of the last state, free to be overwritten
     */
    private @Nullable Tensor buildBackward(@Nullable Tensor upstream, Tensor gradient, boolean needed) {
        for (int step = steps - 1; step >= 0; step--) {
            if (upstream != null) {
                scope.run("g = g + y", Map.of("g", gradient, "y", of(upstream, step)));
            }
            cell.backward(step, gradient);
        }
        if (scope.trainable()) {
            scope.run(scope.backend().productTransposedLeft(inputs, cell.inputGradients(), gradient("kernel")));
            cell.buildWeightGradients();
        }
        if (!needed) {
            return null;
        }
        Tensor dx = scope.tensor(inputs.shape());
        scope.run(scope.backend().productTransposedRight(cell.inputGradients(), weight("kernel"), dx));
        return new MovedAxis(0, 1).apply(scope, inOrder(dx));
    }

    private Tensor stepsInFront(Tensor x) {
        return inOrder(new MovedAxis(1, 0).apply(scope, x));
    }

    /** Steps in the order in which they are taken, or back again. */
    private Tensor inOrder(Tensor x) {
        return layer.recurrence().goBackwards()
                ? Selection.reversed(x.shape(), 0).pick(scope, x)
                : x;
    }
}
