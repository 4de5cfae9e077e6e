package org.netsmith.engine.backend;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jdk.incubator.vector.FloatVector;
import org.netsmith.engine.expression.Program;

/**
 * The JDK's Vector API on the memory of tensors. Types and sizes are checked when an operation is made, not when it
 * runs.
 */
public final class CpuBackend implements Backend {

    private static final String CHECKS = "jdk.incubator.vector.VECTOR_ACCESS_OOB_CHECK";

    static {
        // To the Vector API all memory is one segment, so its checks can never fail, and what they cost is a third of a
        // step. It reads this when it is first used, which is by an operation of this class.
        if (System.getProperty(CHECKS) == null) {
            System.setProperty(CHECKS, "0");
        }
    }

    private final Memory memory;
    private final Threads threads;
    private final String place;
    private final boolean learning;

    /**
     * @param memory where tensors live
     * @param threads how many threads a large operation may use; results do not depend on it
     */
    public CpuBackend(Memory memory, int threads) {
        this(memory, threads, "");
    }

    /** @param place where memory is, for people */
    CpuBackend(Memory memory, int threads, String place) {
        this(memory, Threads.of(threads), place, false);
    }

    private CpuBackend(Memory memory, Threads threads, String place, boolean learning) {
        this.memory = memory;
        this.threads = threads;
        this.place = place;
        this.learning = learning;
    }

    @Override
    public String name() {
        return "cpu";
    }

    @Override
    public String device() {
        return "%s, %d-bit vectors%s, %d %s%s"
                .formatted(
                        System.getProperty("os.arch"),
                        FloatVector.SPECIES_PREFERRED.vectorBitSize(),
                        learning && Amx.isAvailable() ? " and AMX" : "",
                        threads.count(),
                        threads.count() == 1 ? "thread" : "threads",
                        place.isEmpty() ? "" : ", " + place);
    }

    @Override
    public Backend learning() {
        return learning ? this : new CpuBackend(memory, threads, place, true);
    }

    @Override
    public Tensor allocate(DType type, Shape shape) {
        return memory.allocate(type, shape);
    }

    @Override
    public void upload(Tensor tensor) {
        // operations work on the segment itself
    }

    @Override
    public Tensor adopt(Tensor tensor) {
        return tensor;
    }

    @Override
    public void download(Tensor tensor) {
        // operations work on the segment itself
    }

    @Override
    public Operation product(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), false, Matrix.of("b", b), false), c);
    }

    @Override
    public Operation productTransposedLeft(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), true, Matrix.of("b", b), false), c);
    }

    @Override
    public Operation productTransposedRight(Tensor a, Tensor b, Tensor c) {
        return product(new Factors(Matrix.of("a", a), false, Matrix.of("b", b), true), c);
    }

    private Operation product(Factors factors, Tensor c) {
        return Product.of(factors, Matrix.of("c", c), List.of(), threads, learning);
    }

    /** A product takes up what follows it and can be done part by part, while a part is still in the cache. */
    @Override
    public List<Operation> fuse(List<Operation> operations) {
        List<Operation> fused = new ArrayList<>();
        for (Operation operation : operations) {
            Optional<Operation> both = fused.isEmpty() ? Optional.empty() : fuse(fused.getLast(), operation);
            both.ifPresentOrElse(one -> fused.set(fused.size() - 1, one), () -> fused.add(operation));
        }
        return fused;
    }

    private static Optional<Operation> fuse(Operation first, Operation second) {
        return first instanceof Product product && second instanceof Follower follower
                ? product.with(follower)
                : Optional.empty();
    }

    @Override
    public Operation elementwise(Program program, Map<String, Tensor> operands) {
        return new Elementwise(program, operands, threads);
    }

    @Override
    public Operation sumColumns(Tensor x, Tensor y) {
        return new ColumnSums(Matrix.of("x", x), Matrix.of("y", y), threads);
    }

    @Override
    public Operation sumRows(Tensor x, Tensor y) {
        Matrix from = Matrix.of("x", x);
        Matrix to = Matrix.of("y", y).require(x.type(), from.rows(), 1).requireApartFrom(from);
        Sums sums = Sums.of(x.type());
        return work(
                from,
                to,
                from.rows(),
                1,
                (start, end) -> sums.rows(
                        from.address(start, 0), from.stride(), end - start, from.columns(), to.address(start, 0)));
    }

    /** {@code y[i] = maxⱼ x[i, j]}: x [m, n], y [m, 1]; NaN where a row has one. */
    Operation maximumRows(Tensor x, Tensor y) {
        Matrix from = Matrix.of("x", x);
        Matrix to = Matrix.of("y", y).require(x.type(), from.rows(), 1).requireApartFrom(from);
        Sums sums = Sums.of(x.type());
        return work(
                from,
                to,
                from.rows(),
                1,
                (start, end) -> sums.maxima(
                        from.address(start, 0), from.stride(), end - start, from.columns(), to.address(start, 0)));
    }

    @Override
    public Operation softmax(Tensor x, Tensor y) {
        return rowwise(x, y).softmax(x, y);
    }

    @Override
    public Operation logSoftmax(Tensor x, Tensor y) {
        return rowwise(x, y).logSoftmax(x, y);
    }

    private Softmax rowwise(Tensor x, Tensor y) {
        Matrix from = Matrix.of("x", x);
        Matrix.of("y", y).require(x.type(), from.rows(), from.columns()).requireSameOrApart(from);
        return new Softmax(this, from);
    }

    private Operation work(Matrix x, Matrix y, int length, int unit, RowWork.Body body) {
        return new RowWork(body, length, unit, x.size(), List.of(x.tensor(), y.tensor()), threads);
    }

    @Override
    public Operation gather(Tensor x, int[] rows, Tensor y) {
        return x.type() == DType.STRING
                ? new TextGather(x, rows, y)
                : new Gather(Matrix.of("x", x), rows, Matrix.of("y", y), threads);
    }

    @Override
    public Operation accumulate(Tensor x, int[] rows, Tensor y) {
        return new Accumulation(Matrix.of("x", x), rows, Matrix.of("y", y));
    }

    @Override
    public Operation permute(Tensor x, int[] axes, Tensor y) {
        Permutation permutation = new Permutation(x, axes, y);
        return new RowWork(permutation::run, permutation.lines(), 1, x.size(), List.of(x, y), threads);
    }

    @Override
    public Operation uniform(Tensor y, Supplier<Randomness> place) {
        return new UniformFill(y, place, threads);
    }

    @Override
    public Operation copy(Tensor x, Tensor y) {
        if (x.type() == DType.STRING) {
            return TextGather.everything(x, y);
        }
        Matrix from = Matrix.of("x", x);
        Matrix.of("y", y).require(x.type(), from.rows(), from.columns());
        return () -> y.segment().copyFrom(x.segment());
    }
}
