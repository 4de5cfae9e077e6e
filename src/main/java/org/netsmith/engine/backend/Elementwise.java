package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.netsmith.engine.expression.Program;

/** A compiled program over tensors, divided among threads by rows, or by elements where rows need not be told apart. */
final class Elementwise implements Follower {

    /** Below this many elements a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 32_768;
    /** Parts of this many elements let a thread whose core is slower do less; each is long enough to stream. */
    private static final long FINE = 262_144;

    private final Kernel kernel;
    private final Extent extent;
    private final Set<String> assigned;
    private final SortedMap<String, Tensor> tensors;
    private final Threads threads;
    private final List<Operation> slices = new ArrayList<>();
    private final List<Spread> spreads = new ArrayList<>();
    private final Threads.Part part = this::runPart;

    Elementwise(Program program, Map<String, Tensor> operands, Threads threads) {
        this.assigned = program.outputs();
        this.tensors = new TreeMap<>(operands);
        this.extent = spreadNarrow(program, Extent.of(program, operands));
        this.kernel = KernelCompiler.compile(program, extent.type(), extent.operands());
        this.threads = threads;
        int coarse = (int) Math.clamp(extent.size() / WORTH_A_THREAD, 1, threads.count());
        int count = coarse == 1 ? 1 : (int) Math.clamp(extent.size() / FINE, coarse, 4L * coarse);
        long whole = extent.flat() ? extent.size() : extent.rows();
        for (int i = 0; i < count; i++) {
            slices.add(slice(bound(whole, i, count), bound(whole, i + 1, count)));
        }
    }

    /** Rows and columns of a matrix narrower than a vector are written out before each run. */
    private Extent spreadNarrow(Program program, Extent given) {
        if (given.flat() || given.columns() >= Species.of(given.type()).length()) {
            return given;
        }
        given.operands().forEach((name, broadcast) -> {
            if (broadcast == Broadcast.ROW || broadcast == Broadcast.COLUMN) {
                Spread spread = Spread.of(tensors.get(name), broadcast, given.rows(), given.columns());
                spreads.add(spread);
                tensors.put(name, spread.to());
            }
        });
        return Extent.of(program, tensors);
    }

    /** Bounds at multiples of 16 elements, or of 16 rows, keep slices on cache lines of their own. */
    private static long bound(long whole, int index, int count) {
        return index == count ? whole : whole / 16 * index / count * 16;
    }

    /** Some elements of a flat extent, or some rows of another. */
    private Operation slice(long from, long to) {
        return extent.flat()
                ? whole(addresses(0, from), 1, to - from)
                : whole(addresses(from, 0), to - from, extent.columns());
    }

    private Operation whole(long[] start, long rows, long columns) {
        return () -> kernel.run(start, rows, columns);
    }

    private long[] addresses(long row, long column) {
        return extent.operands().keySet().stream()
                .mapToLong(name -> address(name, row, column))
                .toArray();
    }

    @Override
    public boolean follows(Factors factors, Matrix result) {
        return spreads.isEmpty()
                && extent.rows() == result.rows()
                && extent.columns() == result.columns()
                && tensors.keySet().stream().anyMatch(name -> matrix(name).isSameAs(result))
                && tensors.keySet().stream().allMatch(name -> isApart(name, factors, result));
    }

    private boolean isApart(String name, Factors factors, Matrix result) {
        Matrix operand = matrix(name);
        return operand.isSameAsOrApartFrom(result)
                && !(assigned.contains(name) && (operand.overlaps(factors.a()) || operand.overlaps(factors.b())));
    }

    @Override
    public boolean inPlaceOf(Matrix written) {
        return tensors.keySet().stream().allMatch(name -> matrix(name).isSameAsOrApartFrom(written));
    }

    @Override
    public List<Matrix> results() {
        return assigned.stream().filter(tensors::containsKey).map(this::matrix).toList();
    }

    private Matrix matrix(String name) {
        return Matrix.of(name, tensors.get(name));
    }

    @Override
    public boolean needsAllRows() {
        return false;
    }

    @Override
    public Operation on(Range rows, Range columns) {
        long[] start = addresses(rows.from(), columns.from());
        if (columns.size() == extent.columns()) {
            return whole(start, rows.size(), columns.size());
        }
        long[] next = addresses(rows.from() + 1L, columns.from());
        long[] advance = IntStream.range(0, start.length)
                .mapToLong(i -> next[i] - start[i])
                .toArray();
        return new ElementwisePart(kernel, start, advance, rows.size(), columns.size());
    }

    private long address(String name, long row, long column) {
        long elements = switch (extent.operands().get(name)) {
            case FULL -> row * extent.columns() + column;
            case COLUMN -> row;
            case ROW -> column;
            case SCALAR -> 0;
        };
        return tensors.get(name).segment().address() + elements * extent.type().bytes();
    }

    private void runPart(int index, int thread) {
        slices.get(index).run();
    }

    @Override
    public void run() {
        for (int i = 0; i < spreads.size(); i++) {
            spreads.get(i).write();
        }
        threads.run(slices.size(), part);
        Reference.reachabilityFence(tensors);
        Reference.reachabilityFence(spreads);
    }
}
