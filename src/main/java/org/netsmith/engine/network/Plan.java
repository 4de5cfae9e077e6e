package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Elements;
import org.netsmith.engine.layer.Pass;
import org.netsmith.engine.layer.Scope;
import org.netsmith.engine.network.Stages.Stage;
import org.netsmith.engine.regularizer.Penalty;

/**
 * A network built for one batch size: the list of operations that runs it, on memory allocated once. Whoever builds a
 * plan to learn with appends the losses between the forward pass, which is there from the start, and {@link #backward}.
 */
public final class Plan {

    private static final String GRADIENT = "gradient of ";
    private static final String SQUARES = "squares of ";

    private final Network network;
    private final Backend backend;
    private final Stages stages;
    private final Buffers buffers;
    private final boolean training;
    private final @Nullable Tensor gradients;
    private final @Nullable Tensor squares;
    private final Step step;
    private final List<Tensor> inputs = new ArrayList<>();
    private final List<Tensor> tensors = new ArrayList<>();
    private final List<@Nullable Tensor> masks = new ArrayList<>();
    private final List<Tensor> outputs;
    private final List<Pass> passes = new ArrayList<>();
    private final List<Penalty> losses = new ArrayList<>();
    private final List<StageScope> scopes = new ArrayList<>();
    private final SharedGradients shared = new SharedGradients();
    private final List<Operation> operations = new ArrayList<>();
    private Operation[] sealed = {};

    Plan(
            Network network,
            Buffers buffers,
            long batch,
            @Nullable Tensor gradients,
            @Nullable Tensor squares,
            Step step) {
        this.network = network;
        this.stages = network.stages();
        this.buffers = buffers;
        this.training = gradients != null;
        this.backend = training ? network.backend().learning() : network.backend();
        this.gradients = gradients;
        this.squares = squares;
        this.step = step;
        buffers.rewind();
        List<Shape> rows = network.summary().inputShapes();
        for (int i = 0; i < rows.size(); i++) {
            Elements elements = network.definition().inputs().get(i).elements();
            inputs.add(buffers.next(elements, rows.get(i).prepend(batch)));
        }
        forward();
        this.outputs = stages.outputs().stream().map(tensors::get).toList();
    }

    Buffers buffers() {
        return buffers;
    }

    /** Where the rows of each input go: {@code [batch, …]}. */
    public List<Tensor> inputs() {
        return inputs;
    }

    /** Where the rows of the only input go. */
    public Tensor input() {
        return inputs.getFirst();
    }

    /** Where the answers of each output are after a run: {@code [batch, …]}. */
    public List<Tensor> outputs() {
        return outputs;
    }

    /** Where the answers of the only output are after a run. */
    public Tensor output() {
        return outputs.getFirst();
    }

    /** An output before its sigmoid or softmax, as losses on logits need it; null where it ends in none. */
    public @Nullable Tensor logits(int output) {
        Integer number = stages.logits().get(output);
        return number == null ? null : tensors.get(number);
    }

    /** Which rows of an output count, 1 or 0 after a run: {@code [batch, …]}; null where all do. */
    public @Nullable Tensor mask(int output) {
        return masks.get(stages.outputs().get(output));
    }

    /** A scope for what follows the network, a loss or a metric: same memory, same list. */
    public Scope scope() {
        return new StageScope(-1, "", true);
    }

    private void forward() {
        tensors.addAll(inputs);
        inputs.forEach(_ -> masks.add(null));
        for (int i = 0; i < stages.list().size(); i++) {
            Stage stage = stages.list().get(i);
            scopes.add(new StageScope(i, stage.name(), stage.trainable()));
            Pass pass = stage.layer().build(scopes.get(i), read(stage));
            passes.add(pass);
            tensors.add(pass.output());
            masks.add(maskOf(stage, pass));
        }
    }

    /** The mask of what a stage puts out, if it tells of rows of the output. */
    private @Nullable Tensor maskOf(Stage stage, Pass pass) {
        Tensor mask = pass.mask() == null && stage.layer().passesMask()
                ? masks.get(stage.inputs().getFirst())
                : pass.mask();
        List<Long> extents = pass.output().shape().extents();
        return mask != null && mask.shape().extents().equals(extents.subList(0, extents.size() - 1)) ? mask : null;
    }

    /** Appends what outputs of layers add to the loss, for a plan that is measured but not learnt from. */
    public void penalizeOutputs() {
        for (int i = 0; i < passes.size(); i++) {
            penalize(stages.list().get(i), passes.get(i).output(), null);
        }
    }

    /** Appends what the output of a stage adds to the loss, and to its gradient. */
    private void penalize(Stage stage, Tensor output, @Nullable Tensor gradient) {
        if (stage.activityRegularizer() != null) {
            Penalty penalty =
                    Penalty.ofActivity(stage.activityRegularizer(), backend, buffers::next, output, gradient);
            operations.add(penalty);
            losses.add(penalty);
        }
    }

    private List<Tensor> read(Stage stage) {
        return stage.inputs().stream().map(tensors::get).toList();
    }

    /** A gradient that comes from outside: of an output, or of the logits behind it. Free to be overwritten. */
    public record OutputGradient(Tensor gradient, boolean ofLogits) {}

    /**
     * Appends the backward pass. A tensor that several layers read is given the sum of what they send back, in their
     * order.
     *
     * @param outputGradients one for each output, null for one that nothing is learnt from
     * @param inputsNeeded whether the gradients of the inputs are wanted
     * @return the gradients of the inputs, null where they are not wanted or nothing depends on them
     */
    public List<@Nullable Tensor> backward(List<@Nullable OutputGradient> outputGradients, boolean inputsNeeded) {
        @Nullable Tensor[] sent = new Tensor[tensors.size()];
        for (int i = 0; i < outputGradients.size(); i++) {
            OutputGradient given = outputGradients.get(i);
            if (given != null) {
                Integer number = given.ofLogits()
                        ? stages.logits().get(i)
                        : stages.outputs().get(i);
                send(sent, number, given.gradient());
            }
        }
        boolean[] needed = needed(inputsNeeded);
        for (int i = passes.size() - 1; i >= 0; i--) {
            Stage stage = stages.list().get(i);
            if (needed[inputs.size() + i]) {
                backward(i, sent, needed);
            } else {
                penalize(stage, passes.get(i).output(), null);
            }
        }
        clearUnreached();
        return Arrays.asList(Arrays.copyOf(sent, inputs.size()));
    }

    private void backward(int stage, @Nullable Tensor[] sent, boolean[] needed) {
        Tensor output = tensors.get(inputs.size() + stage);
        Tensor gradient = sent[inputs.size() + stage];
        if (gradient == null && stages.list().get(stage).activityRegularizer() != null) {
            gradient = zeros(output.shape());
        }
        if (gradient == null) {
            return;
        }
        penalize(stages.list().get(stage), output, gradient);
        List<Integer> readers = stages.list().get(stage).inputs();
        List<@Nullable Tensor> back = passes.get(stage)
                .backward()
                .build(gradient, readers.stream().map(number -> needed[number]).toList());
        shared.addUp(stage, (whole, part) -> scope().run("a = a + b", Map.of("a", whole, "b", part)));
        for (int i = 0; i < readers.size(); i++) {
            Tensor toInput = back.get(i);
            if (toInput != null && needed[readers.get(i)]) {
                send(sent, readers.get(i), toInput);
            }
        }
    }

    /** Regularizers add to gradients, so those of weights that no gradient comes back to start from zero each time. */
    private void clearUnreached() {
        for (Network.Weight weight : network.weights()) {
            if (gradients != null && weight.trainable() && !shared.isWritten(GRADIENT + weight.name())) {
                scope().run("g = 0", Map.of("g", network.viewOf(gradients, weight.name())));
            }
        }
    }

    private Tensor zeros(Shape shape) {
        Tensor zeros = buffers.next(shape);
        scope().run("g = 0", Map.of("g", zeros));
        return zeros;
    }

    private void send(@Nullable Tensor[] sent, int number, Tensor gradient) {
        Tensor first = sent[number];
        if (first == null) {
            sent[number] = gradient;
        } else {
            scope().run("a = a + b", Map.of("a", first, "b", gradient));
        }
    }

    /** Which tensors' gradients are needed: those that something learns in front of. */
    private boolean[] needed(boolean inputsNeeded) {
        boolean[] needed = new boolean[tensors.size()];
        Arrays.fill(needed, 0, inputs.size(), inputsNeeded);
        for (int i = 0; i < stages.list().size(); i++) {
            Stage stage = stages.list().get(i);
            needed[inputs.size() + i] =
                    network.learns(stage) || stage.inputs().stream().anyMatch(number -> needed[number]);
        }
        return needed;
    }

    /** What the outputs of layers added to the loss of the batch that ran last. */
    public double addedLosses() {
        double sum = 0;
        for (int i = 0; i < losses.size(); i++) {
            sum += losses.get(i).value();
        }
        return sum;
    }

    /** Ends building. */
    public Plan seal() {
        sealed = backend.fuse(operations).toArray(Operation[]::new);
        return this;
    }

    /** Runs everything, in order. */
    public void run() {
        for (Operation operation : sealed) {
            operation.run();
        }
    }

    /** What one stage sees of the plan. */
    private final class StageScope implements Scope {

        private final int stage;
        private final String layer;
        private final boolean trainable;

        StageScope(int stage, String layer, boolean trainable) {
            this.stage = stage;
            this.layer = layer;
            this.trainable = trainable;
        }

        @Override
        public Backend backend() {
            return backend;
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
            String path = layer + "/" + name;
            return shared.of(GRADIENT + path, stage, network.viewOf(gradients, path), buffers::next);
        }

        @Override
        public Optional<Tensor> squares(String name) {
            String path = layer + "/" + name;
            return squares == null || !network.gathered().contains(path)
                    ? Optional.empty()
                    : Optional.of(shared.of(SQUARES + path, stage, network.viewOf(squares, path), buffers::next));
        }

        @Override
        public Tensor tensor(Shape shape) {
            return buffers.next(shape);
        }

        @Override
        public Tensor texts(Shape shape) {
            return buffers.next(Elements.TEXTS, shape);
        }

        @Override
        public Supplier<Randomness> randomness(Randomness.Purpose purpose) {
            return () -> step.place(purpose, stage);
        }

        @Override
        public Optional<Tensor> mask(int input) {
            return Optional.ofNullable(
                    masks.get(stages.list().get(stage).inputs().get(input)));
        }

        @Override
        public void run(Operation operation) {
            operations.add(operation);
        }
    }
}
