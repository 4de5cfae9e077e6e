package org.netsmith.bench.peer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.netsmith.bench.Workload;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Examples;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/** Whole fits as a worker runs them: shuffled batches are gathered, the loss of an epoch is kept. */
public final class Netsmith implements Peer {

    private final Backend backend;

    public Netsmith(Backend backend) {
        this.backend = backend;
    }

    static Netsmith withThreads(int threads) {
        return new Netsmith(Backends.worker("cpu", threads));
    }

    @Override
    public String version() {
        return "Netsmith on Java " + Runtime.version() + ", " + backend.learning().device();
    }

    @Override
    public void train(Workload workload, Pace pace) {
        fit(workload, Integer.MAX_VALUE, pace::epochEnded);
    }

    /** A whole fit of so many epochs. */
    public void train(Workload workload, int epochs) {
        fit(workload, epochs, () -> true);
    }

    private void fit(Workload workload, int epochs, BooleanSupplier goesOn) {
        var compile = new Fit.Compile(
                new Optimizer.Adam(null, null, null, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                List.of());
        new Fit()
                .run(
                        new Network(definition(workload), backend, 1),
                        compile,
                        new Fit.Options(epochs, workload.batch(), true, List.of(), 1),
                        examples(workload),
                        null,
                        Fit.TargetScale.NONE,
                        listener(goesOn));
    }

    private static Fit.Listener listener(BooleanSupplier goesOn) {
        return new Fit.Listener() {

            private boolean cancelled;

            @Override
            public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
                cancelled = !goesOn.getAsBoolean();
            }

            @Override
            public void progress(int epoch, int step, int steps, double samplesPerSecond) {}

            @Override
            public boolean cancelled() {
                return cancelled;
            }
        };
    }

    private static NetworkDefinition definition(Workload workload) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i < workload.sizes().size(); i++) {
            ActivationFunction activation = workload.isLast(i) ? new Softmax() : new Relu(null, null, null);
            add(nodes, Dense.of(workload.sizes().get(i), activation));
            if (workload.regular() && !workload.isLast(i)) {
                add(nodes, batchNormalization());
                add(nodes, new Dropout(0.2, null));
            }
        }
        return new NetworkDefinition("benchmark", Optional.of(Shape.of(workload.features())), nodes, DType.FLOAT32);
    }

    private static Layer batchNormalization() {
        return new BatchNormalization(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    private static void add(List<Node> nodes, Layer layer) {
        nodes.add(new Node("layer_" + nodes.size(), layer));
    }

    private Examples examples(Workload workload) {
        Random random = new Random(1);
        Tensor x = backend.allocate(DType.FLOAT32, Shape.of(workload.rows(), workload.features()));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(workload.rows(), 1));
        for (long i = 0; i < x.size(); i++) {
            x.set(i, random.nextFloat());
        }
        for (int row = 0; row < workload.rows(); row++) {
            y.set(row, random.nextInt(workload.classes()));
        }
        backend.upload(x);
        backend.upload(y);
        return new Examples(x, y, null);
    }
}
