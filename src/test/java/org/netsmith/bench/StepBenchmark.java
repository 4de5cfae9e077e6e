package org.netsmith.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Examples;
import org.netsmith.engine.fit.Fit;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/** Microseconds of one training step of whole {@code fit} runs: gather, forward, loss, accuracy, backward, Adam. */
final class StepBenchmark {

    private StepBenchmark() {}

    /** The median and the best over epochs, in microseconds a step. */
    record Result(double median, double best) {}

    static Result run(Backend backend, int batch, int steps, int epochs, int... sizes) {
        List<Double> microseconds = new ArrayList<>();
        Fit.Listener listener = new Fit.Listener() {
            @Override
            public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
                microseconds.add(seconds / steps * 1e6);
            }

            @Override
            public void progress(int epoch, int step, int count, double samplesPerSecond) {}

            @Override
            public boolean cancelled() {
                return false;
            }
        };
        Fit.Compile compile = new Fit.Compile(
                new Optimizer.Adam(null, null, null, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                List.of(new Metric.Unresolved("accuracy")));
        new Fit()
                .run(
                        new Network(definition(sizes), backend, 1),
                        compile,
                        new Fit.Options(epochs, batch, true, List.of(), 1),
                        examples(backend, batch * steps, sizes[0], sizes[sizes.length - 1]),
                        null,
                        Fit.TargetScale.NONE,
                        listener);
        List<Double> settled = new ArrayList<>(microseconds.subList(epochs / 2, epochs));
        Collections.sort(settled);
        return new Result(settled.get(settled.size() / 2), settled.getFirst());
    }

    private static NetworkDefinition definition(int[] sizes) {
        List<Node> nodes = new ArrayList<>();
        for (int i = 1; i < sizes.length; i++) {
            ActivationFunction activation = i == sizes.length - 1 ? new Softmax() : new Relu(null, null, null);
            nodes.add(new Node("dense_" + i, Dense.of(sizes[i], activation)));
        }
        return new NetworkDefinition("benchmark", Optional.of(Shape.of(sizes[0])), nodes, DType.FLOAT32);
    }

    private static Examples examples(Backend backend, int rows, int features, int classes) {
        java.util.Random random = new java.util.Random(1);
        Tensor x = backend.allocate(DType.FLOAT32, Shape.of(rows, features));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(rows, 1));
        for (long i = 0; i < x.size(); i++) {
            x.set(i, random.nextFloat());
        }
        for (int row = 0; row < rows; row++) {
            y.set(row, random.nextInt(classes));
        }
        backend.upload(x);
        backend.upload(y);
        return new Examples(x, y, null);
    }
}
