package org.netsmith.engine.network;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.layer.Embedding;
import org.netsmith.engine.network.Stages.Stage;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A network with weights on a backend. It is built into {@link Plan}s: one to learn with for each batch size, a few
 * to answer with. Answering is safe from many threads at once, learning belongs to one.
 */
public final class Network {

    /**
     * A weight.
     *
     * @param name its Keras path, {@code dense/kernel}
     * @param regularizer what it adds to the loss while it learns
     * @param constraint what it is brought back to after each update
     */
    public record Weight(
            String name,
            boolean trainable,
            Tensor value,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {}

    private final NetworkDefinition definition;
    private final Backend backend;
    private final Summary summary;
    private final Stages stages;
    private final Weights weights;
    private final Set<String> gathered;
    private final Answering answering;

    /** Allocates the weights and initialises them from the seed. The definition must have its input shapes. */
    public Network(NetworkDefinition definition, Backend backend, long seed) {
        this.definition = definition;
        this.backend = backend;
        List<Shape> inputShapes = definition
                .inputShapes()
                .orElseThrow(
                        () -> new IllegalArgumentException("a network needs an input shape before it gets weights"));
        this.summary = Summary.of(definition, inputShapes);
        this.stages = Stages.of(definition);
        this.weights = new Weights(definition, summary, backend, seed);
        this.gathered = gathered(definition, weights.all());
        this.answering = new Answering(this);
    }

    public NetworkDefinition definition() {
        return definition;
    }

    public Summary summary() {
        return summary;
    }

    public Backend backend() {
        return backend;
    }

    /** The shape of one row that goes in. */
    public Shape inputShape() {
        return summary.inputShape();
    }

    /** The shape of one row that comes out. */
    public Shape outputShape() {
        return summary.outputShape();
    }

    /** The activation that an output went through last, where it is one that has logits behind it, else null. */
    public @Nullable ActivationFunction outputActivation(int output) {
        return stages.activation(output, definition.inputs().size());
    }

    /** The activation of the only output. */
    public @Nullable ActivationFunction outputActivation() {
        return outputActivation(0);
    }

    /** Every weight, layer by layer in Keras' order. */
    public List<Weight> weights() {
        return weights.all();
    }

    /** All weights that learn, flat: what an optimizer works on. */
    public Tensor parameters() {
        return weights.parameters();
    }

    /** All weights that do not learn by gradients, flat: moving statistics and what is frozen. */
    public Tensor state() {
        return weights.state();
    }

    /**
     * A plan to learn with.
     *
     * @param gradients in the layout of {@link #parameters()}
     * @param squares in the same layout: takes the squares of what came to the gradients of {@link #gathered()}
     *     weights; null where nobody asks for them
     * @param larger a plan whose memory it may share
     */
    public Plan trainingPlan(long batch, Tensor gradients, @Nullable Tensor squares, Step step, @Nullable Plan larger) {
        return new Plan(this, larger == null ? buffers() : larger.buffers(), batch, gradients, squares, step);
    }

    /** A plan to learn with that keeps no squares. */
    public Plan trainingPlan(long batch, Tensor gradients, Step step, @Nullable Plan larger) {
        return trainingPlan(batch, gradients, null, step, larger);
    }

    /** The weights that learn and of which only single rows are used: the vectors of Embedding layers. */
    public Set<String> gathered() {
        return gathered;
    }

    private static Set<String> gathered(NetworkDefinition definition, List<Weight> weights) {
        List<String> embeddings = definition.nodes().stream()
                .filter(node -> node.layer() instanceof Embedding)
                .map(node -> node.name() + "/")
                .toList();
        return weights.stream()
                .filter(weight -> weight.trainable() && weight.regularizer() == null)
                .map(Weight::name)
                .filter(name -> embeddings.stream().anyMatch(name::startsWith))
                .collect(Collectors.toSet());
    }

    /** A plan to answer with. */
    public Plan inferencePlan(long batch, @Nullable Plan larger) {
        return new Plan(this, larger == null ? buffers() : larger.buffers(), batch, null, null, new Step(0));
    }

    /**
     * Runs the inputs {@code [rows, …]} forward as in inference; the outputs are {@code [rows, …]} in memory of their
     * own. Thread-safe; a row alone has the bits it has among others.
     */
    public List<Tensor> predict(List<Tensor> inputs) {
        return predict(inputs, Memory.of(Arena.ofAuto()));
    }

    /** The same with outputs in this memory. */
    public List<Tensor> predict(List<Tensor> inputs, Memory memory) {
        return answering.predict(inputs, memory);
    }

    /** For a network with one input and one output. */
    public Tensor predict(Tensor x) {
        return predict(List.of(x)).getFirst();
    }

    private Buffers buffers() {
        return new Buffers(backend, definition.dtype());
    }

    Stages stages() {
        return stages;
    }

    Tensor weight(String name) {
        return weights.get(name);
    }

    /** The part of a tensor in the layout of {@link #parameters()} that belongs to a weight that learns. */
    public Tensor viewOf(Tensor flat, String name) {
        return weights.viewOf(flat, name);
    }

    /** Whether a stage has weights that learn. */
    boolean learns(Stage stage) {
        return stage.trainable()
                && weights.all().stream()
                        .anyMatch(weight -> weight.trainable() && weight.name().startsWith(stage.name() + "/"));
    }
}
