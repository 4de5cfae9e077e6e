package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Pass;
import org.netsmith.engine.layer.Scope;
import org.netsmith.engine.network.NetworkDefinition.Node;

/**
 * A network built for one batch size: the list of operations that runs it, on memory allocated once. Whoever builds a
 * plan to learn with appends the loss between {@link #forward} and {@link #backward}.
 */
public final class Plan {

    private final Network network;
    private final Buffers buffers;
    private final boolean training;
    private final @Nullable Tensor gradients;
    private final Step step;
    private final Tensor input;
    private final List<Pass> passes = new ArrayList<>();
    private final List<Operation> operations = new ArrayList<>();
    private Operation[] sealed = {};

    Plan(Network network, Buffers buffers, long batch, @Nullable Tensor gradients, Step step) {
        this.network = network;
        this.buffers = buffers;
        this.training = gradients != null;
        this.gradients = gradients;
        this.step = step;
        buffers.rewind();
        this.input = buffers.next(network.inputShape().prepend(batch));
        forward();
    }

    Buffers buffers() {
        return buffers;
    }

    /** Where the rows go: {@code [batch, …]}. */
    public Tensor input() {
        return input;
    }

    /** Where the answers are after a run: {@code [batch, …]}. */
    public Tensor output() {
        return passes.isEmpty() ? input : passes.getLast().output();
    }

    /**
     * The output before the last activation, where the last layer is an activation of its own, as losses on logits
     * need it.
     */
    public Tensor logits() {
        return passes.size() < 2 ? input : passes.get(passes.size() - 2).output();
    }

    /** A scope for what follows the network, a loss or a metric: same memory, same list. */
    public Scope scope() {
        return new LayerScope("", true, -1);
    }

    private void forward() {
        Tensor x = input;
        List<Node> stages = network.stages();
        for (int i = 0; i < stages.size(); i++) {
            Pass pass = stages.get(i)
                    .layer()
                    .build(new LayerScope(stages.get(i).name(), stages.get(i).trainable(), i), x);
            passes.add(pass);
            x = pass.output();
        }
    }

    /**
     * Appends the backward pass.
     *
     * @param gradient of the output, or of the logits where {@code skipActivation}; overwritten
     * @param inputNeeded whether the gradient of the input is wanted
     * @return the gradient of the input, null where it is not wanted or there is none
     */
    public @Nullable Tensor backward(Tensor gradient, boolean skipActivation, boolean inputNeeded) {
        Tensor current = gradient;
        int first = inputNeeded ? 0 : network.firstLearning();
        for (int i = passes.size() - (skipActivation ? 2 : 1); i >= first; i--) {
            current = passes.get(i).backward().build(current, inputNeeded || i > first);
        }
        return inputNeeded ? current : null;
    }

    /** Ends building. */
    public Plan seal() {
        sealed = operations.toArray(Operation[]::new);
        return this;
    }

    /** Runs everything, in order. */
    public void run() {
        for (Operation operation : sealed) {
            operation.run();
        }
    }

    /** What one layer sees of the plan. */
    private final class LayerScope implements Scope {

        private final String layer;
        private final boolean trainable;
        private final int stream;

        LayerScope(String layer, boolean trainable, int stream) {
            this.layer = layer;
            this.trainable = trainable;
            this.stream = stream;
        }

        @Override
        public Backend backend() {
            return network.backend();
        }

        @Override
        public boolean training() {
            return training;
        }

        @Override
        public boolean trainable() {
            return trainable;
        }

        @Override
        public Tensor weight(String name) {
            return network.weight(layer + "/" + name);
        }

        @Override
        public Tensor gradient(String name) {
            if (gradients == null) {
                throw new IllegalStateException("a network that only answers has no gradients");
            }
            return network.viewOf(gradients, layer + "/" + name);
        }

        @Override
        public Tensor tensor(Shape shape) {
            return buffers.next(shape);
        }

        @Override
        public Supplier<Randomness> randomness(Randomness.Purpose purpose) {
            return () -> step.place(purpose, stream);
        }

        @Override
        public void run(Operation operation) {
            operations.add(operation);
        }
    }
}
