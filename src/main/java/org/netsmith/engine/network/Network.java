package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.network.NetworkDefinition.Node;

/**
 * A network with weights on a backend. It is built into {@link Plan}s: one to learn with for each batch size, a few
 * to answer with. Answering is safe from many threads at once, learning belongs to one.
 */
public final class Network {

    /** A weight and its Keras path: {@code dense/kernel}. */
    public record Weight(String name, boolean trainable, Tensor value) {}

    private final NetworkDefinition definition;
    private final Backend backend;
    private final Summary summary;
    private final List<Node> stages;
    private final Weights weights;
    private final Answering answering;

    /** Allocates the weights and initialises them from the seed. The definition must have an input shape. */
    public Network(NetworkDefinition definition, Backend backend, long seed) {
        this.definition = definition;
        this.backend = backend;
        Shape inputShape = definition
                .inputShape()
                .orElseThrow(
                        () -> new IllegalArgumentException("a network needs an input shape before it gets weights"));
        this.summary = Summary.of(definition, inputShape);
        this.stages = stages(definition);
        this.weights = new Weights(definition, summary, backend, seed);
        this.answering = new Answering(this);
    }

    /** A Dense whose activation a loss may want to look behind is two stages: the product and the activation. */
    private static List<Node> stages(NetworkDefinition definition) {
        List<Node> stages = new ArrayList<>(definition.nodes());
        if (!stages.isEmpty() && stages.getLast().layer() instanceof Dense dense && isProbability(dense.activation())) {
            Node last = stages.removeLast();
            Dense product =
                    new Dense(dense.units(), null, dense.useBias(), dense.kernelInitializer(), dense.biasInitializer());
            stages.add(new Node(last.name(), product, last.trainable()));
            stages.add(new Node(last.name(), new Activation(dense.activation()), last.trainable()));
        }
        return List.copyOf(stages);
    }

    private static boolean isProbability(@Nullable ActivationFunction activation) {
        return activation instanceof ActivationFunction.Softmax || activation instanceof ActivationFunction.Sigmoid;
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

    /**
     * The activation that the output went through last, where it is sigmoid or softmax: the ones that have logits
     * behind them.
     */
    public @Nullable ActivationFunction outputActivation() {
        return !stages.isEmpty()
                        && stages.getLast().layer() instanceof Activation last
                        && isProbability(last.activation())
                ? last.activation()
                : null;
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

    /** A plan to learn with, whose gradients go to a tensor in the layout of {@link #parameters()}. */
    public Plan trainingPlan(long batch, Tensor gradients, Step step, @Nullable Plan larger) {
        return new Plan(this, larger == null ? buffers() : larger.buffers(), batch, gradients, step);
    }

    /** A plan to answer with. */
    public Plan inferencePlan(long batch, @Nullable Plan larger) {
        return new Plan(this, larger == null ? buffers() : larger.buffers(), batch, null, new Step(0));
    }

    /**
     * Runs x {@code [rows, …]} forward as in inference; the result is {@code [rows, …]} in memory of its own.
     * Thread-safe; a row alone has the bits it has among others.
     */
    public Tensor predict(Tensor x) {
        return answering.predict(x);
    }

    private Buffers buffers() {
        return new Buffers(backend, definition.dtype());
    }

    List<Node> stages() {
        return stages;
    }

    Tensor weight(String name) {
        return weights.get(name);
    }

    Tensor viewOf(Tensor flat, String name) {
        return weights.viewOf(flat, name);
    }

    /** The first stage that learns: gradients are needed no further down. */
    int firstLearning() {
        for (int i = 0; i < stages.size(); i++) {
            Node node = stages.get(i);
            boolean learns = node.trainable()
                    && weights.all().stream()
                            .anyMatch(weight ->
                                    weight.trainable() && weight.name().startsWith(node.name() + "/"));
            if (learns) {
                return i;
            }
        }
        return stages.size();
    }
}
