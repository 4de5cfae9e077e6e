package org.netsmith.bench.parts;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.optimizer.Update;
import org.netsmith.engine.optimizer.Variable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The passes over memory beside the products. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class PassBenchmark {

    /** Adam's update of so many weights. */
    @State(Scope.Benchmark)
    public static class Adam {

        @Param({"5632", "10000000"})
        public int weights;

        @Param({"1", "2"})
        public int threads;

        private Update update;

        @Setup
        public void bind() {
            Backend backend = Backends.worker("cpu", threads);
            Tensor w = Filled.of(backend, weights);
            Tensor g = Filled.of(backend, weights);
            update = new Update(
                    new Optimizer.Adam(null, null, null, null, null),
                    backend,
                    w,
                    g,
                    List.of(new Variable("weights", w, g)));
        }
    }

    /** Rows of scores, and a batch gathered from a data set. */
    @State(Scope.Benchmark)
    public static class Batch {

        private static final int DATA = 7680;

        /** {@code rows columns}. */
        @Param({"16 4", "128 784"})
        public String shape;

        @Param({"1", "2"})
        public int threads;

        private Operation softmax;
        private Operation gather;

        @Setup
        public void bind() {
            Backend backend = Backends.worker("cpu", threads);
            String[] extents = shape.split(" ");
            int rows = Integer.parseInt(extents[0]);
            int columns = Integer.parseInt(extents[1]);
            Tensor x = Filled.of(backend, rows, columns);
            softmax = backend.softmax(x, Filled.of(backend, rows, columns));
            int[] chosen = new Random(1).ints(rows, 0, DATA).toArray();
            gather = backend.gather(Filled.of(backend, DATA, columns), chosen, x);
        }
    }

    @Benchmark
    public void adam(Adam adam) {
        adam.update.run();
    }

    @Benchmark
    public void softmax(Batch batch) {
        batch.softmax.run();
    }

    @Benchmark
    public void gather(Batch batch) {
        batch.gather.run();
    }
}
