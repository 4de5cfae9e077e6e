package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Bias;
import org.netsmith.engine.layer.Conv2D;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.Kernel;
import org.netsmith.engine.layer.LSTM;
import org.netsmith.engine.layer.Window;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/** Fits of networks so large that operations are divided among threads leave the same bits for any number of them. */
class FitDeterminismTests {

    private static final Relu RELU = new Relu(null, null, null);

    /** Networks that are divided in all that they do, whose last batch is a partial one. */
    private enum Case {
        DENSE(Shape.of(64), 600, 256) {
            @Override
            List<Node> hidden() {
                return List.of(
                        new Node("dense", Dense.of(384, RELU)),
                        new Node("batch_normalization", normalization()),
                        new Node("dropout", new Dropout(0.3, null)),
                        new Node("dense_1", Dense.of(128, RELU)));
            }
        },

        CONVOLUTION(Shape.of(14, 14, 4), 80, 64) {
            @Override
            List<Node> hidden() {
                return List.of(
                        new Node("conv2d", new Conv2D(16L, Window.of(3), 1, RELU, Kernel.PLAIN, Bias.PLAIN, null)),
                        new Node("batch_normalization", normalization()),
                        new Node("dropout", new Dropout(0.3, null)),
                        new Node("flatten", new Flatten()));
            }
        },

        RECURRENT(Shape.of(6, 32), 160, 128) {
            @Override
            List<Node> hidden() {
                return List.of(
                        new Node("lstm", new LSTM(64L, null, null, null, null)),
                        new Node("dropout", new Dropout(0.3, null)));
            }
        };

        private final Shape row;
        private final int rows;
        private final int batch;

        Case(Shape row, int rows, int batch) {
            this.row = row;
            this.rows = rows;
            this.batch = batch;
        }

        abstract List<Node> hidden();

        NetworkDefinition definition() {
            List<Node> nodes = new ArrayList<>(hidden());
            nodes.add(new Node("output", Dense.of(3, new Softmax())));
            return new NetworkDefinition("net", Optional.of(row), nodes, DType.FLOAT32);
        }
    }

    private static BatchNormalization normalization() {
        return new BatchNormalization(null, null, null, null, null, null, null, null, null);
    }

    /** What is left of a fit: all weights one behind the other. */
    private static double[] trained(Case network, int threads) {
        Backend backend = new CpuBackend(Memory.of(Arena.ofAuto()), threads);
        Network trained = new Network(network.definition(), backend, 5);
        Compile compile = new Compile(
                new Optimizer.Adam(0.01, null, null, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                List.of(new Metric.Unresolved("accuracy")));
        new Fit()
                .run(
                        trained,
                        compile,
                        new Options(2, network.batch, true, List.of(), 5),
                        examples(network, backend),
                        null,
                        TargetScale.NONE,
                        new FitGoldenTests.Silent());
        return trained.weights().stream()
                .flatMapToDouble(weight -> Arrays.stream(weight.value().toArray()))
                .toArray();
    }

    private static Examples examples(Case network, Backend backend) {
        Random random = new Random(9);
        Tensor x = backend.allocate(DType.FLOAT32, network.row.prepend(network.rows));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(network.rows, 1));
        x.set(random.doubles(x.size(), -1, 1).toArray());
        y.set(IntStream.range(0, network.rows)
                .mapToDouble(row -> random.nextInt(3))
                .toArray());
        return new Examples(x, y, null);
    }

    /** The time that the threads of all backends have been at work, in nanoseconds. */
    private static long workOfOtherThreads() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                .filter(Objects::nonNull)
                .filter(thread -> thread.getThreadName().equals("netsmith-engine"))
                .mapToLong(ThreadInfo::getThreadId)
                .map(threads::getThreadCpuTime)
                .sum();
    }

    @ParameterizedTest
    @EnumSource
    void anyNumberOfThreadsGivesTheSameBits(Case network) {
        double[] one = trained(network, 1);
        assertThat(Arrays.stream(one)).allMatch(Double::isFinite);
        for (int threads : new int[] {2, 3}) {
            long before = workOfOtherThreads();
            assertThat(trained(network, threads)).as("%d threads", threads).isEqualTo(one);
            assertThat(workOfOtherThreads()).as("work of other threads").isGreaterThan(before);
        }
    }
}
