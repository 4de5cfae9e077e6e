package org.netsmith.engine;

import java.util.Optional;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Step;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** A network of a single layer, for comparing what it does forward and backward. */
public final class LayerCase {

    private final Network network;
    private final Backend backend;
    private final Tensor gradients;

    private LayerCase(NetworkDefinition definition, Backend backend) {
        this.backend = backend;
        this.network = new Network(definition, backend, 1);
        this.gradients =
                backend.allocate(definition.dtype(), network.parameters().shape());
    }

    /** @param layer Keras JSON of a layer */
    public static LayerCase read(JsonNode layer, Shape rows, DType type, Backend backend) {
        String text =
                "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"one\", \"layers\": [%s]}}".formatted(layer);
        NetworkDefinition definition =
                Golden.read(new KerasReader().model(Golden.json(text))).definition();
        return of(definition.nodes().getFirst(), rows, type, backend);
    }

    public static LayerCase of(NetworkDefinition.Node node, Shape rows, DType type, Backend backend) {
        NetworkDefinition definition = new NetworkDefinition("one", Optional.of(rows), java.util.List.of(node), type);
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
        return network.predict(x).toArray();
    }

    /** What a training pass gave. */
    public record Training(double[] outputs, double[] inputGradient) {}

    /** Forward and backward as in training, for the given gradient of the output. */
    public Training train(double[] x, long batch, double[] upstream) {
        Plan plan = network.trainingPlan(batch, gradients, new Step(7), null);
        Tensor upstreamGradient = plan.scope().tensor(plan.output().shape());
        double[][] outputs = new double[1][];
        plan.scope().run(() -> {
            backend.download(plan.output());
            outputs[0] = plan.output().toArray();
            upstreamGradient.set(upstream);
            backend.upload(upstreamGradient);
        });
        Tensor dx = plan.backward(upstreamGradient, false, true);
        plan.seal();
        plan.input().set(x);
        backend.upload(plan.input());
        plan.run();
        backend.download(dx);
        backend.download(gradients);
        return new Training(outputs[0], dx.toArray());
    }
}
