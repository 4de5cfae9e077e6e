package org.netsmith.engine.fit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Sigmoid;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/**
 * Trains the usual networks on made-up rows for a few seconds, so that the JIT has compiled the usual kernels before
 * somebody waits for them: vector code that is still interpreted is hundreds of times slower. Ends early when its
 * thread is interrupted.
 */
public final class WarmUp implements Runnable {

    private static final int ROWS = 120;
    private static final int FEATURES = 7;

    private final Backend backend;
    private final int epochs;

    /** @param epochs how long: 300 take one to three seconds on two cores */
    public WarmUp(Backend backend, int epochs) {
        this.backend = backend;
        this.epochs = epochs;
    }

    @Override
    public void run() {
        Relu relu = new Relu(null, null, null);
        List<Metric> accuracy = List.of(new Metric.Unresolved("accuracy"));
        train(relu, 3, new Softmax(), new Loss.SparseCategoricalCrossentropy(null, null, null), accuracy);
        train(relu, 1, new Sigmoid(), new Loss.BinaryCrossentropy(null, null, null), accuracy);
        train(
                relu,
                1,
                new Linear(),
                new Loss.MeanSquaredError(null),
                List.of(new Metric.MeanAbsoluteError(null), new Metric.R2Score(null)));
    }

    private void train(
            ActivationFunction hidden, int units, ActivationFunction output, Loss loss, List<Metric> metrics) {
        NetworkDefinition definition = new NetworkDefinition(
                "warm_up",
                Optional.of(Shape.of(FEATURES)),
                List.of(
                        new Node("dense", Dense.of(64, hidden)),
                        new Node("dense_1", Dense.of(32, hidden)),
                        new Node("dense_2", Dense.of(units, output))),
                DType.FLOAT32);
        Compile compile = new Compile(new Optimizer.Adam(null, null, null, null, null), loss, metrics);
        Examples examples = examples(units);
        new Fit()
                .run(
                        new Network(definition, backend, 1),
                        compile,
                        new Options(epochs, 32, true, List.of(), 1),
                        examples,
                        examples,
                        TargetScale.NONE,
                        new Interruptible());
    }

    private Examples examples(int units) {
        Tensor x = backend.allocate(DType.FLOAT32, Shape.of(ROWS, FEATURES));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(ROWS, 1));
        for (int row = 0; row < ROWS; row++) {
            for (int feature = 0; feature < FEATURES; feature++) {
                x.set((long) row * FEATURES + feature, ((row * 31 + feature * 17) % 23) / 11.0 - 1);
            }
            y.set(row, row % Math.max(units, 2));
        }
        backend.upload(x);
        backend.upload(y);
        return new Examples(x, y, null);
    }

    private static final class Interruptible implements Fit.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {}

        @Override
        public void progress(int epoch, int step, int steps, double samplesPerSecond) {}

        @Override
        public boolean cancelled() {
            return Thread.currentThread().isInterrupted();
        }
    }
}
