package org.netsmith.engine.optimizer;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * An optimizer at work on one flat tensor of weights. As in Keras a batch's gradients are divided by the loss scale,
 * gathered, clipped and applied, in this order, and the averages follow; schedules count batches, corrections of
 * moments count updates.
 */
public final class Update {

    private final Optimizer optimizer;
    private final Workspace workspace;
    private final @Nullable LossScale lossScale;
    private final Accumulation accumulation;
    private final Operation clipping;
    private final List<Operation> squaring;
    private final Operation step;
    private final @Nullable Averages averages;
    private final Tensor batches;
    private final Tensor rate;
    private final ObjDoubleConsumer<String> numbers;

    /**
     * @param weights flat
     * @param gradients in the layout of the weights
     * @param variables the weights and their gradients one by one, views of the flat tensors
     */
    public Update(Optimizer optimizer, Backend backend, Tensor weights, Tensor gradients, List<Variable> variables) {
        this(optimizer, backend, weights, gradients, null, variables);
    }

    /**
     * @param squares in the layout of the weights, those of gathered variables filled with each batch; null where none
     *     are gathered
     */
    public Update(
            Optimizer optimizer,
            Backend backend,
            Tensor weights,
            Tensor gradients,
            @Nullable Tensor squares,
            List<Variable> variables) {
        this.optimizer = optimizer;
        this.workspace = new Workspace(backend, weights, gradients, variables);
        this.squaring = squaring(squares, variables);
        workspace.addNumber("lr");
        optimizer.setNumbers(1, 1, (name, _) -> workspace.addNumber(name));
        this.numbers = workspace::set;
        Common common = optimizer.common();
        this.lossScale = LossScale.of(optimizer, workspace);
        this.accumulation = new Accumulation(common.gradientAccumulationSteps(), workspace);
        this.clipping = Clipping.of(common, workspace);
        this.step = optimizer.step(workspace);
        this.averages = common.useEma() ? new Averages(common, workspace) : null;
        this.batches = count("iteration", backend, 0);
        this.rate = count("learning_rate", backend, optimizer.learningRate().at(0));
    }

    /**
     * The squares of all gradients that are not handed over; nothing where none are, or where gradients are changed.
     */
    private List<Operation> squaring(@Nullable Tensor squares, List<Variable> variables) {
        Common common = optimizer.common();
        boolean changed = optimizer instanceof LossScaleOptimizer || common.changesGradients();
        if (squares == null || changed) {
            return List.of();
        }
        workspace.putSquares(squares);
        return variables.stream()
                .filter(variable -> !variable.gathered())
                .map(variable -> workspace.pass("q = g^2", variable, Map.of()))
                .toList();
    }

    private Tensor count(String name, Backend backend, double value) {
        Tensor tensor = backend.allocate(DType.FLOAT64, Shape.of(1));
        tensor.set(0, value);
        workspace.state().put(name, tensor);
        return tensor;
    }

    /**
     * Multiplies the gradients by {@link #lossScale()}, which {@link #run()} divides them by, so that they are those of
     * the scaled loss; without a scale it does nothing.
     */
    public void scaleGradients() {
        if (lossScale != null) {
            lossScale.scale();
        }
    }

    /** Takes the gradients of one batch, those of the loss times {@link #lossScale()}. */
    public void run() {
        if (lossScale != null && !lossScale.unscale()) {
            return;
        }
        long before = iterations();
        if (accumulation.completes(batches())) {
            clipping.run();
            for (int i = 0; i < squaring.size(); i++) {
                squaring.get(i).run();
            }
            setNumbers(before + 1);
            step.run();
        }
        if (averages != null) {
            averages.follow(before);
        }
        batches.set(0, batches() + 1);
    }

    private void setNumbers(long update) {
        double learningRate = learningRate();
        workspace.set("lr", learningRate);
        optimizer.setNumbers(update, learningRate, numbers);
    }

    /** How many times the weights were updated. */
    public long iterations() {
        return accumulation.updates(batches());
    }

    /** How many batches were learnt from; with gradient accumulation several make one update. */
    public long batches() {
        return (long) batches.get(0);
    }

    /** The rate in force for the next batch. */
    public double learningRate() {
        return switch (optimizer.learningRate()) {
            case LearningRate.Constant _ -> rate.get(0);
            case Schedule schedule -> schedule.at(batches());
        };
    }

    /** Whether the rate may be set: a schedule's may not. */
    public boolean hasConstantRate() {
        return optimizer.learningRate() instanceof LearningRate.Constant;
    }

    /** @throws IllegalStateException where the rate follows a schedule */
    public void setLearningRate(double learningRate) {
        if (!hasConstantRate()) {
            throw new IllegalStateException("the learning rate follows a schedule and cannot be set");
        }
        rate.set(0, learningRate);
    }

    /** What the loss is multiplied by; 1 without scaling. */
    public double lossScale() {
        return lossScale == null ? 1 : lossScale.factor();
    }

    /** Whether there are averages to swap. */
    public boolean hasAverages() {
        return averages != null;
    }

    /**
     * Exchanges the weights and their averages; a second time exchanges them back.
     *
     * @throws IllegalStateException without {@code use_ema}
     */
    public void swapAverages() {
        if (averages == null) {
            throw new IllegalStateException("there are no averages without use_ema");
        }
        averages.swap();
    }

    /** Ends a fit: with {@code use_ema} the averages become the weights. */
    public void finish() {
        if (averages != null) {
            averages.finish();
        }
    }

    /**
     * Everything that must be kept to go on later, by name: the slots, the counts, and the rate that was set. Whoever
     * writes into these tensors, and uploads them, restores the optimizer.
     */
    public Map<String, Tensor> state() {
        return Collections.unmodifiableMap(workspace.state());
    }
}
