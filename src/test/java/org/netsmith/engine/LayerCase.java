package org.netsmith.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Step;
import org.netsmith.engine.regularizer.Penalty;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** A network of a single layer, for comparing what it does forward and backward. */
public final class LayerCase {

    private final Network network;
    private final Backend backend;
    private final Tensor gradients;
    private final Map<Long, Built> built = new HashMap<>();

    private LayerCase(NetworkDefinition definition, Backend backend) {
        this.backend = backend;
        this.network = new Network(definition, backend, 1);
        this.gradients =
                backend.allocate(definition.dtype(), network.parameters().shape());
    }

    /** @param layer Keras JSON of a layer */
    public static LayerCase read(JsonNode layer, Shape rows, DType type, Backend backend) {
        return read(layer, List.of(rows), type, backend);
    }

    /** @param layer Keras JSON of a layer that takes several inputs */
    public static LayerCase read(JsonNode layer, List<Shape> rows, DType type, Backend backend) {
        return of(node(layer), rows, type, backend);
    }

    /** @param layer Keras JSON of a layer that takes several inputs, some of them texts */
    public static LayerCase read(
            JsonNode layer, List<Shape> rows, List<DType> inputTypes, DType type, Backend backend) {
        return of(node(layer), rows, inputTypes, type, backend);
    }

    private static Node node(JsonNode layer) {
        String text =
                "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"one\", \"layers\": [%s]}}".formatted(layer);
        NetworkDefinition definition =
                Golden.read(new KerasReader().model(Golden.json(text))).definition();
        return definition.nodes().getFirst();
    }

    public static LayerCase of(Node node, Shape rows, DType type, Backend backend) {
        return of(node, List.of(rows), type, backend);
    }

    public static LayerCase of(Node node, List<Shape> rows, DType type, Backend backend) {
        return of(node, rows, Collections.nCopies(rows.size(), type), type, backend);
    }

    private static LayerCase of(Node node, List<Shape> rows, List<DType> inputTypes, DType type, Backend backend) {
        List<Input> inputs = IntStream.range(0, rows.size())
                .mapToObj(i -> new Input(
                        "input_" + i,
                        Optional.of(rows.get(i)),
                        inputTypes.get(i).id()))
                .toList();
        Call call = new Call(
                inputs.stream().map(input -> new Source(input.name(), 0)).toList());
        Node called = new Node(node.name(), node.layer(), node.trainable(), List.of(call));
        Source output = new Source(node.name(), 0);
        return of(new NetworkDefinition("one", inputs, List.of(called), List.of(output), type), backend);
    }

    public static LayerCase of(NetworkDefinition definition, Backend backend) {
        return new LayerCase(definition, backend);
    }

    public Network network() {
        return network;
    }

    public Tensor gradients() {
        return gradients;
    }

    public Tensor weight(String name) {
        return network.weights().stream()
                .filter(weight -> weight.name().endsWith("/" + name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    public Tensor gradient(String name) {
        long offset = 0;
        for (Network.Weight weight : network.weights()) {
            if (weight.name().endsWith("/" + name)) {
                offset = (weight.value().segment().address()
                                - network.parameters().segment().address())
                        / network.parameters().type().bytes();
            }
        }
        return gradients.view(offset, weight(name).shape());
    }

    /** Outputs as in inference. */
    public double[] infer(Tensor x) {
        return infer(List.of(x));
    }

    public double[] infer(List<Tensor> inputs) {
        return network.predict(inputs).getFirst().toArray();
    }

    /** Which rows of the output count, null where the network makes no mask. */
    public double @Nullable [] mask(List<double[]> inputs, long batch) {
        Plan plan = network.inferencePlan(batch, null).seal();
        for (int i = 0; i < inputs.size(); i++) {
            plan.inputs().get(i).set(inputs.get(i));
            backend.upload(plan.inputs().get(i));
        }
        plan.run();
        return values(plan.mask(0));
    }

    /**
     * What a training pass gave.
     *
     * @param inputGradients of each input, null where nothing is learnt in front of it
     * @param losses what regularizers added to the loss
     */
    public record Training(double[] outputs, List<double @Nullable []> inputGradients, double losses) {

        public double[] inputGradient() {
            return Objects.requireNonNull(inputGradients.getFirst());
        }
    }

    /** Forward and backward as in training, for the given gradient of the output. */
    public Training train(double[] x, long batch, double[] upstream) {
        return train(List.of(x), batch, upstream);
    }

    public Training train(List<double[]> inputs, long batch, double[] upstream) {
        if (!built.containsKey(batch)) {
            built.put(batch, new Built(batch));
        }
        return built.get(batch).train(inputs, upstream);
    }

    /** The plan of a larger batch, whose memory a smaller one may use. */
    private @Nullable Plan larger(long batch) {
        return built.entrySet().stream()
                .filter(other -> other.getKey() > batch)
                .map(other -> other.getValue().plan)
                .findFirst()
                .orElse(null);
    }

    /** A plan to learn with, built once for a batch size. */
    private final class Built {

        private final Plan plan;
        private final Tensor upstreamGradient;
        private final List<Tensor> inputGradients;
        private final List<Penalty> penalties;
        private double[] upstream = {};
        private double[] outputs = {};

        Built(long batch) {
            plan = network.trainingPlan(batch, gradients, new Step(7), larger(batch));
            upstreamGradient = plan.scope().tensor(plan.output().shape());
            plan.scope().run(() -> {
                backend.download(plan.output());
                outputs = plan.output().toArray();
                upstreamGradient.set(upstream);
                backend.upload(upstreamGradient);
            });
            inputGradients = plan.backward(List.of(new Plan.OutputGradient(upstreamGradient, false)), true);
            penalties = penalties(plan);
            plan.seal();
        }

        Training train(List<double[]> inputs, double[] upstreamValues) {
            upstream = upstreamValues;
            for (int i = 0; i < inputs.size(); i++) {
                plan.inputs().get(i).set(inputs.get(i));
                backend.upload(plan.inputs().get(i));
            }
            plan.run();
            backend.download(gradients);
            double losses = plan.addedLosses()
                    + penalties.stream().mapToDouble(Penalty::value).sum();
            return new Training(
                    outputs, inputGradients.stream().map(LayerCase.this::values).toList(), losses);
        }
    }

    private double @Nullable [] values(@Nullable Tensor tensor) {
        if (tensor == null) {
            return null;
        }
        backend.download(tensor);
        return tensor.toArray();
    }

    /** The penalties on weights, which training adds behind the backward pass. */
    private List<Penalty> penalties(Plan plan) {
        List<Penalty> penalties = new ArrayList<>();
        network.summary()
                .layers()
                .forEach(layer -> layer.weights().stream()
                        .filter(weight -> weight.regularizer() != null)
                        .forEach(weight -> {
                            Penalty penalty = Penalty.of(
                                    weight.regularizer(),
                                    backend,
                                    plan.scope()::tensor,
                                    weight(weight.name()),
                                    gradient(weight.name()));
                            plan.scope().run(penalty);
                            penalties.add(penalty);
                        }));
        return penalties;
    }
}
