package org.netsmith.engine.backend;

import java.lang.ref.Reference;
import java.util.function.Supplier;

/** Fills a tensor with numbers uniform in [0, 1), divided among threads by elements. */
final class UniformFill implements Operation {

    /** Below this many elements a thread, handing work over costs more than it saves. */
    private static final long WORTH_A_THREAD = 8_192;

    /** More numbers than this would repeat blocks of the generator. */
    private static final long MOST = 1L << 33;

    private final Tensor y;
    private final Supplier<Randomness> place;
    private final Threads threads;
    private final int parts;
    private final Threads.Part part = this::runPart;
    private final Counter counter = new Counter();

    UniformFill(Tensor y, Supplier<Randomness> place, Threads threads) {
        if (y.type() == DType.STRING) {
            throw y.type().noNumbers();
        }
        if (y.size() > MOST) {
            throw new IllegalArgumentException("y may have at most %d elements, received %s".formatted(MOST, y));
        }
        this.y = y;
        this.place = place;
        this.threads = threads;
        this.parts = (int) Math.clamp(y.size() / WORTH_A_THREAD, 1, threads.count());
    }

    private void runPart(int index, int thread) {
        Uniform.fill(y.type(), y.segment().address(), bound(index), bound(index + 1), counter);
    }

    private long bound(int index) {
        return index == parts ? y.size() : y.size() / Uniform.GROUP * index / parts * Uniform.GROUP;
    }

    @Override
    public void run() {
        counter.moveTo(place.get());
        threads.run(parts, part);
        Reference.reachabilityFence(y);
    }
}
