package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.List;

/** Work on a range of rows or columns that may be divided among threads anywhere. */
final class RowWork implements Operation {

    /** Below this many elements a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 32_768;

    /** The work for some rows or columns. */
    @FunctionalInterface
    interface Body {
        void run(int from, int to);
    }

    private final Body body;
    private final List<Tensor> tensors;
    private final Threads threads;
    private final Range[] ranges;
    private final Threads.Part part = this::runPart;

    /**
     * @param length the number of rows or columns
     * @param unit the number of rows or columns that are not divided
     * @param elements the number of elements that are read
     * @param tensors what must stay in memory
     */
    RowWork(Body body, int length, int unit, long elements, List<Tensor> tensors, Threads threads) {
        this.body = body;
        this.tensors = tensors;
        this.threads = threads;
        int count = (int) Math.clamp(Math.min(elements / WORTH_A_THREAD, length / unit), 1, threads.count());
        this.ranges = new Range(0, length).parts(count, unit);
    }

    private void runPart(int index, int thread) {
        body.run(ranges[index].from(), ranges[index].to());
    }

    @Override
    public void run() {
        threads.run(ranges.length, part);
        Reference.reachabilityFence(tensors);
    }
}
