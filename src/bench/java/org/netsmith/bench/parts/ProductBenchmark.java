package org.netsmith.bench.parts;

import java.util.concurrent.TimeUnit;
import org.netsmith.bench.ProductShape;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Backends;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Tensor;
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

/** One product as layers need it: forward (NN), for the kernel's gradient (TN), for the input's (NT). */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 5, time = 1)
public class ProductBenchmark {

    /** {@code rows columns depth}. */
    @Param({"16 16 4", "32 64 64", "64 256 256", "128 512 784", "256 2048 2048"})
    public String shape;

    @Param({"NN", "TN", "NT"})
    public String kind;

    @Param({"1", "2"})
    public int threads;

    private Operation product;

    @Setup
    public void bind() {
        Backend backend = Backends.worker("cpu", threads);
        ProductShape product = ProductShape.parse(kind + " " + shape);
        int rows = product.rows();
        int columns = product.columns();
        int depth = product.depth();
        Tensor c = Filled.of(backend, rows, columns);
        this.product = switch (product.kind()) {
            case NN -> backend.product(Filled.of(backend, rows, depth), Filled.of(backend, depth, columns), c);
            case TN ->
                backend.productTransposedLeft(Filled.of(backend, depth, rows), Filled.of(backend, depth, columns), c);
            case NT ->
                backend.productTransposedRight(Filled.of(backend, rows, depth), Filled.of(backend, columns, depth), c);
        };
    }

    @Benchmark
    public void product() {
        product.run();
    }
}
