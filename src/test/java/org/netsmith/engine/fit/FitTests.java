package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Callback.EarlyStopping;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

class FitTests {

    private static final int ROWS = 300;

    private static Backend backend(int threads) {
        return new CpuBackend(Memory.of(Arena.ofAuto()), threads);
    }

    private static Network network(Backend backend, long seed) {
        List<Node> nodes = List.of(
                new Node("dense", Dense.of(96, new ActivationFunction.Relu(null, null, null))),
                new Node(
                        "batch_normalization",
                        new BatchNormalization(null, null, null, null, null, null, null, null, null)),
                new Node("dropout", new Dropout(0.3, null)),
                new Node("dense_1", Dense.of(3, new ActivationFunction.Softmax())));
        return new Network(
                new NetworkDefinition("net", Optional.of(Shape.of(50)), nodes, DType.FLOAT32), backend, seed);
    }

    private static Examples examples(Backend backend) {
        Random random = new Random(9);
        Tensor x = backend.allocate(DType.FLOAT32, Shape.of(ROWS, 50));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(ROWS, 1));
        for (int row = 0; row < ROWS; row++) {
            int label = random.nextInt(3);
            y.set(row, label);
            for (int i = 0; i < 50; i++) {
                x.set(row * 50L + i, random.nextGaussian() + (i % 3 == label ? 1 : 0));
            }
        }
        return new Examples(x, y, null);
    }

    private static Compile compile(double learningRate) {
        return new Compile(
                new Optimizer.Adam(learningRate, null, null, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                List.of(new Metric.Unresolved("accuracy")));
    }

    private static double[] trained(int threads, long seed) {
        Backend backend = backend(threads);
        Network network = network(backend, seed);
        new Fit()
                .run(
                        network,
                        compile(0.01),
                        new Options(4, 64, true, List.of(), seed),
                        examples(backend),
                        null,
                        TargetScale.NONE,
                        new FitGoldenTests.Silent());
        return network.weights().stream()
                .flatMapToDouble(
                        weight -> java.util.Arrays.stream(weight.value().toArray()))
                .toArray();
    }

    @Test
    void theSameSeedGivesTheSameBitsWithAnyNumberOfThreads() {
        double[] one = trained(1, 5);
        assertThat(trained(1, 5)).isEqualTo(one);
        assertThat(trained(2, 5)).isEqualTo(one);
        assertThat(trained(3, 5)).isEqualTo(one);
        assertThat(trained(1, 6)).isNotEqualTo(one);
    }

    @Test
    void learnsWhatCanBeLearnt() {
        Backend backend = backend(1);
        Network network = network(backend, 1);
        Examples examples = examples(backend);
        Fit.Result result = new Fit()
                .run(
                        network,
                        compile(0.01),
                        new Options(20, 32, true, List.of(), 1),
                        examples,
                        examples,
                        TargetScale.NONE,
                        new FitGoldenTests.Silent());
        assertThat(result.history().get("val_accuracy").getLast()).isGreaterThan(0.95);
        assertThat(result.history().get("loss").getLast())
                .isLessThan(result.history().get("loss").getFirst());
        assertThat(result.finalMetrics()).containsKeys("loss", "accuracy", "val_loss", "val_accuracy");
    }

    @Test
    void aRowAloneIsAnsweredWithTheBitsItHasAmongOthers() {
        Backend backend = backend(2);
        Network network = network(backend, 2);
        Tensor x = examples(backend).x();
        double[] together = network.predict(x).toArray();
        for (int row = 0; row < ROWS; row += 37) {
            double[] alone = network.predict(x.view(row * 50L, Shape.of(1, 50))).toArray();
            assertThat(alone).isEqualTo(java.util.Arrays.copyOfRange(together, row * 3, row * 3 + 3));
        }
    }

    @Test
    void reportsEveryEpochInOrder() {
        Backend backend = backend(1);
        List<Integer> epochs = new ArrayList<>();
        Fit.Listener listener = new Fit.Listener() {
            @Override
            public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
                epochs.add(epoch);
                assertThat(seconds).isPositive();
                assertThat(samplesPerSecond).isPositive();
            }

            @Override
            public void progress(int epoch, int step, int steps, double samplesPerSecond) {
                assertThat(steps).isEqualTo(5);
            }

            @Override
            public boolean cancelled() {
                return epochs.size() == 3;
            }
        };
        Fit.Result result = new Fit()
                .run(
                        network(backend, 1),
                        compile(0.01),
                        new Options(10, 64, true, List.of(), 1),
                        examples(backend),
                        null,
                        TargetScale.NONE,
                        listener);
        assertThat(epochs).containsExactly(0, 1, 2);
        assertThat(result.cancelled()).isTrue();
        assertThat(result.epochsRun()).isEqualTo(3);
    }

    @Test
    void divergenceEndsTrainingWithRemedies() {
        Backend backend = backend(1);
        List<Node> nodes = List.of(new Node("dense", Dense.of(3, null)));
        Network network =
                new Network(new NetworkDefinition("net", Optional.of(Shape.of(50)), nodes, DType.FLOAT32), backend, 1);
        Examples examples = examples(backend);
        Tensor wide = backend.allocate(DType.FLOAT32, Shape.of(ROWS, 3));
        Compile compile = new Compile(new Optimizer.SGD(1e30, null, null), new Loss.MeanSquaredError(null), List.of());
        assertThatThrownBy(() -> new Fit()
                        .run(
                                network,
                                compile,
                                new Options(5, 32, true, List.of(), 1),
                                new Examples(examples.x(), wide, null),
                                null,
                                TargetScale.NONE,
                                new FitGoldenTests.Silent()))
                .isInstanceOf(DivergedException.class)
                .hasMessageContaining("lower the learning rate");
    }

    @Test
    void earlyStoppingBringsBackTheBestWeightsWhateverEndedTraining() {
        Backend backend = backend(1);
        Network network = network(backend, 3);
        Examples examples = examples(backend);
        EarlyStopping rule = new EarlyStopping("loss", null, 50, "max", null, true, null);
        Fit.Result result = new Fit()
                .run(
                        network,
                        compile(0.01),
                        new Options(6, 32, true, List.of(rule), 1),
                        examples,
                        null,
                        TargetScale.NONE,
                        new FitGoldenTests.Silent());
        assertThat(result.epochsRun()).isEqualTo(6);
        assertThat(result.bestEpoch()).isZero();
    }
}
