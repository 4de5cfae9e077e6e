package org.netsmith.bench.parts;

import java.util.concurrent.TimeUnit;
import org.netsmith.bench.Workload;
import org.netsmith.bench.peer.Netsmith;
import org.netsmith.engine.backend.Backends;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One whole training step: a fit of many, with the building of its plan among them. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 6, time = 1)
@Measurement(iterations = 5, time = 1)
public class StepBenchmark {

    private static final int BATCHES = 60;
    private static final int EPOCHS = 50;

    @Param({"plain", "regular"})
    public String kind;

    @Param({"1", "2"})
    public int threads;

    private Netsmith netsmith;
    private Workload workload;

    @Setup
    public void prepare() {
        netsmith = new Netsmith(Backends.worker("cpu", threads));
        workload = Workload.parse("20-64-64-2 32 %d %s".formatted(BATCHES, kind));
    }

    @Benchmark
    @OperationsPerInvocation(BATCHES * EPOCHS)
    public void step() {
        netsmith.train(workload, EPOCHS);
    }
}
