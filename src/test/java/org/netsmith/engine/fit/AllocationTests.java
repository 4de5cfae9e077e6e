package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
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
import org.netsmith.engine.fit.Fit.Validation;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;

/**
 * A settled training step allocates nothing. What an epoch allocates besides its steps is the same however many there
 * are, so epochs of a few and of many steps are compared. The JIT compiles when it pleases, and what it has not compiled
 * allocates more: so of many epochs the one counts that allocated least.
 */
class AllocationTests {

    private static final int BATCH = 16;
    private static final int FEATURES = 32;
    private static final int FEW = 50;
    private static final int MANY = 150;

    /** Until when everything should be compiled, also where others work on the same processors. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Of all the steps together, for what the measurement itself may add. */
    private static final long TOLERANCE = 1024;

    @Test
    void aLayerAllocatesNothing() {
        assertThat(bytesOfSteps(1, TOLERANCE, Counting::new, output(3))).isLessThan(TOLERANCE);
    }

    @Test
    void severalThreadsAllocateNothing() {
        assertThat(bytesOfSteps(2, TOLERANCE, Counting::new, output(2048))).isLessThan(TOLERANCE);
    }

    @Test
    void layersOnLayersAllocateNothing() {
        assertThat(bytesOfSteps(1, TOLERANCE, Counting::new, hidden("dense"), hidden("dense_1"), output(3)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void dropoutAndNormalizationAllocateNothing() {
        Node normalization = new Node(
                "batch_normalization", new BatchNormalization(null, null, null, null, null, null, null, null, null));
        Node dropout = new Node("dropout", new Dropout(0.3, null));

        assertThat(bytesOfSteps(1, TOLERANCE, Counting::new, hidden("dense"), normalization, dropout, output(3)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void theMeasurementSeesWhatAStepAllocates() {
        long wasted = (MANY - FEW) * 100L;

        assertThat(bytesOfSteps(1, wasted + TOLERANCE, Wasteful::new, output(3)))
                .isGreaterThan(wasted);
    }

    private static Node hidden(String name) {
        return new Node(name, Dense.of(32, new Relu(null, null, null)));
    }

    private static Node output(long units) {
        return new Node("output", Dense.of(units, new Softmax()));
    }

    /**
     * What the steps allocate that a long epoch has more than a short one, with a cross-entropy, accuracy and
     * Adam. The short ones come behind: they are settled where the long ones are.
     */
    private static long bytesOfSteps(int threads, long allowed, Supplier<Counting> listener, Node... nodes) {
        Backend backend = new CpuBackend(Memory.of(Arena.ofAuto()), threads);
        NetworkDefinition definition =
                new NetworkDefinition("net", Optional.of(Shape.of(FEATURES)), List.of(nodes), DType.FLOAT32);
        Examples examples = examples(backend);
        long least = Long.MAX_VALUE;
        for (long end = System.nanoTime() + PATIENCE.toNanos(); least >= allowed && System.nanoTime() < end; ) {
            long many = leastOfAnEpoch(definition, backend, examples, options(null), listener.get());
            long few = leastOfAnEpoch(definition, backend, examples, options(FEW), listener.get());
            least = Math.min(least, many - few);
        }
        return least;
    }

    private static Options options(@Nullable Integer steps) {
        return new Options(0, 10, BATCH, steps, false, Validation.AFTER_EVERY_EPOCH, List.of(), 1);
    }

    private static long leastOfAnEpoch(
            NetworkDefinition definition, Backend backend, Examples examples, Options options, Counting counting) {
        Compile compile = new Compile(
                new Optimizer.Adam(null, null, null, null, null),
                new Loss.SparseCategoricalCrossentropy(null, null, null),
                List.of(new Metric.Unresolved("accuracy")));
        Network network = new Network(definition, backend, 1);
        new Fit().run(network, compile, options, examples, null, TargetScale.NONE, counting);
        return counting.least();
    }

    private static Examples examples(Backend backend) {
        Random random = new Random(9);
        Tensor x = backend.allocate(DType.FLOAT32, Shape.of(MANY * BATCH, FEATURES));
        Tensor y = backend.allocate(DType.FLOAT32, Shape.of(MANY * BATCH, 1));
        for (long i = 0; i < x.size(); i++) {
            x.set(i, random.nextGaussian());
        }
        for (long row = 0; row < y.size(); row++) {
            y.set(row, random.nextInt(3));
        }
        return new Examples(x, y, null);
    }

    /** Notes at the end of each epoch what the threads that train have allocated so far. */
    private static class Counting implements Fit.Listener {

        private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        private final List<Long> totals = new ArrayList<>();
        private long[] training = {};

        @Override
        public void epoch(int epoch, Map<String, Double> metrics, double seconds, double samplesPerSecond) {
            if (epoch == 0) {
                training = training();
            }
            totals.add(Arrays.stream(threads.getThreadAllocatedBytes(training)).sum());
        }

        /** This thread and those that take parts of operations. */
        private long[] training() {
            return Arrays.stream(threads.getThreadInfo(threads.getAllThreadIds()))
                    .filter(Objects::nonNull)
                    .filter(thread -> thread.getThreadName().equals("netsmith-engine")
                            || thread.getThreadId() == Thread.currentThread().threadId())
                    .mapToLong(ThreadInfo::getThreadId)
                    .toArray();
        }

        long least() {
            return IntStream.range(1, totals.size())
                    .mapToLong(i -> totals.get(i) - totals.get(i - 1))
                    .min()
                    .orElseThrow();
        }

        @Override
        public void progress(int epoch, int step, int steps, double samplesPerSecond) {}

        @Override
        public boolean cancelled() {
            return false;
        }
    }

    /** Allocates in each step. */
    private static final class Wasteful extends Counting {

        private byte[] waste = {};

        @Override
        public boolean cancelled() {
            waste = new byte[100];
            return waste.length == 0;
        }
    }
}
