package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.fit.Fit.Validation;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/** Which epochs are run and which of them are validated, and with which rows. */
class ValidationTests {

    private final Backend backend = new CpuBackend(Memory.of(Arena.ofAuto()), 1);

    /** Notes the epochs that were reported, and those among them that were validated. */
    private static final class Epochs implements Fit.Listener {

        private final List<Integer> run = new ArrayList<>();
        private final List<Integer> validated = new ArrayList<>();

        @Override
        public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
            run.add(epoch);
            if (metrics.containsKey("val_loss")) {
                validated.add(epoch);
            }
        }

        @Override
        public void progress(int epoch, int step, int steps, double samplesPerSecond) {}

        @Override
        public boolean cancelled() {
            return false;
        }
    }

    /** The network answers its input and never changes; the loss of a row is the square of its number. */
    private Fit.Result fit(int initialEpoch, int epochs, Validation validation, Epochs listener) {
        Node node = new Node("dense", new Dense(1L, new Linear(), false, new Initializer.Ones(), null), false);
        Network network = new Network(
                new NetworkDefinition("net", Optional.of(Shape.of(1)), List.of(node), DType.FLOAT64), backend, 1);
        Compile compile = new Compile(new Optimizer.SGD(0.1, null, null), new Loss.MeanSquaredError(null), List.of());
        Options options = new Options(initialEpoch, epochs, 4, null, true, validation, List.of(), 1);
        return new Fit().run(network, compile, options, rows(6), rows(5), TargetScale.NONE, listener);
    }

    private Examples rows(int count) {
        Tensor x = backend.allocate(DType.FLOAT64, Shape.of(count, 1));
        x.set(IntStream.range(0, count).asDoubleStream().toArray());
        return new Examples(x, backend.allocate(DType.FLOAT64, Shape.of(count, 1)), null);
    }

    private List<Integer> validated(int initialEpoch, int frequency, Set<Integer> given) {
        Epochs listener = new Epochs();
        fit(initialEpoch, 6, new Validation(null, null, frequency, given), listener);
        return listener.validated;
    }

    private double loss(@Nullable Integer batchSize, @Nullable Integer steps) {
        Fit.Result result = fit(0, 1, new Validation(batchSize, steps, 1, Set.of()), new Epochs());
        return result.history().get("val_loss").getFirst();
    }

    @Test
    void everySoManyEpochsAreValidated() {
        assertThat(validated(0, 1, Set.of())).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(validated(0, 2, Set.of())).containsExactly(1, 3, 5);
        assertThat(validated(0, 4, Set.of())).containsExactly(3);
    }

    @Test
    void epochsThatAreListedCountFromOne() {
        assertThat(validated(0, 1, Set.of(1, 4, 99))).containsExactly(0, 3);
    }

    @Test
    void epochsCountOnWhereARunIsGoneOnWith() {
        Epochs listener = new Epochs();
        Fit.Result result = fit(4, 7, new Validation(null, null, 2, Set.of()), listener);

        assertThat(listener.run).containsExactly(4, 5, 6);
        assertThat(listener.validated).containsExactly(5);
        assertThat(result.epochsRun()).isEqualTo(3);
        assertThat(result.history().get("loss")).hasSize(3);
        assertThat(result.history().get("val_loss")).hasSize(1);
    }

    @Test
    void nothingIsRunWhereTheLastEpochIsBehind() {
        Fit.Result result = fit(7, 7, Validation.AFTER_EVERY_EPOCH, new Epochs());

        assertThat(result.epochsRun()).isZero();
        assertThat(result.finalMetrics()).isEmpty();
    }

    @Test
    void theLossIsTheMeanOverRowsWhateverTheBatches() {
        double mean = (0 + 1 + 4 + 9 + 16) / 5.0;

        assertThat(loss(null, null)).isCloseTo(mean, within(1e-12));
        assertThat(loss(2, null)).isCloseTo(mean, within(1e-12));
        assertThat(loss(99, null)).isCloseTo(mean, within(1e-12));
    }

    @Test
    void onlySoManyBatchesOfTheFirstRowsAreValidated() {
        assertThat(loss(2, 2)).isCloseTo((0 + 1 + 4 + 9) / 4.0, within(1e-12));
        assertThat(loss(null, 1)).isCloseTo((0 + 1 + 4 + 9) / 4.0, within(1e-12));
        assertThat(loss(2, 99)).isCloseTo((0 + 1 + 4 + 9 + 16) / 5.0, within(1e-12));
    }
}
