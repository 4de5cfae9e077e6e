package org.netsmith.engine.backend;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A few threads for pieces of work of some microseconds. The calling thread takes part; the others spin briefly after
 * each piece and then park. Which thread computes a part never changes its result. A caller who finds them busy with
 * another caller's work does all parts itself. There is one set for each number of threads; its threads are daemons
 * that start when first needed.
 */
final class Threads {

    /** One part of a divided piece of work. */
    @FunctionalInterface
    interface Part {

        /** @param thread which of the threads does it, from 0: no two parts at once have the same */
        void run(int index, int thread);
    }

    /** Longer than what one thread does alone between two divided operations of a step; waking takes about a tenth. */
    private static final long SPIN_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private static final int MOST_PARTS = 0xFFFF;

    private static final Map<Integer, Threads> SETS = new ConcurrentHashMap<>();

    private final Crew[] crew;
    private final AtomicBoolean busy = new AtomicBoolean();
    /**
     * The number of the piece of work in the upper half, below it the count of its parts and the next of them, 16 bits
     * each: all in one, so that who takes a part knows that it is one of this piece.
     */
    private final AtomicLong ticket = new AtomicLong();

    private final AtomicInteger open = new AtomicInteger();
    private volatile @Nullable Part work;
    private volatile @Nullable Throwable failure;

    private Threads(int count) {
        crew = new Crew[count - 1];
    }

    /** @throws IllegalArgumentException if count is not positive */
    static Threads of(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("threads must be at least 1, received " + count);
        }
        return SETS.computeIfAbsent(count, Threads::new);
    }

    int count() {
        return crew.length + 1;
    }

    /** Runs parts 0 to {@code count - 1} and returns when all are done. */
    void run(int count, Part part) {
        if (count == 1 || count > MOST_PARTS || crew.length == 0 || !busy.compareAndSet(false, true)) {
            runAlone(count, part);
            return;
        }
        try {
            runTogether(count, part);
        } finally {
            work = null;
            busy.set(false);
        }
    }

    private static void runAlone(int count, Part part) {
        for (int index = 0; index < count; index++) {
            part.run(index, 0);
        }
    }

    private void runTogether(int count, Part part) {
        failure = null;
        work = part;
        open.set(count);
        long piece = (ticket.get() >>> 32) + 1 & 0xFFFF_FFFFL;
        ticket.set(piece << 32 | (long) count << 16);
        for (int i = 0; i < Math.min(crew.length, count - 1); i++) {
            wake(i);
        }
        while (takePart(piece, 0)) {
            // takes the parts that nobody else has taken yet
        }
        awaitOthers();
        if (failure != null) {
            throw new IllegalStateException("a part of an operation failed", failure);
        }
    }

    private void wake(int index) {
        if (crew[index] == null) {
            crew[index] = new Crew(index + 1, ticket.get() >>> 32);
            crew[index].start();
        } else if (crew[index].parked) {
            LockSupport.unpark(crew[index]);
        }
    }

    private void awaitOthers() {
        for (int spins = 0; open.get() > 0; spins++) {
            if (spins < 10_000) {
                Thread.onSpinWait();
            } else {
                Thread.yield();
            }
        }
    }

    /**
     * Does one part of a piece of work; false if none is left. The ticket is taken last, so the work read before
     * belongs to it.
     */
    private boolean takePart(long piece, int thread) {
        while (true) {
            long now = ticket.get();
            Part part = work;
            int index = (int) now & MOST_PARTS;
            if (now >>> 32 != piece || part == null || index >= ((int) now >>> 16)) {
                return false;
            }
            if (ticket.compareAndSet(now, now + 1)) {
                run(part, index, thread);
                return true;
            }
        }
    }

    private void run(Part part, int index, int thread) {
        try {
            part.run(index, thread);
        } catch (Throwable thrown) {
            failure = thrown;
        } finally {
            open.decrementAndGet();
        }
    }

    private final class Crew extends Thread {

        private final int thread;
        private volatile boolean parked;
        private long seen;

        Crew(int thread, long piece) {
            super("netsmith-engine");
            this.thread = thread;
            setDaemon(true);
            seen = piece - 1;
        }

        @Override
        public void run() {
            while (true) {
                seen = awaitPieceAfter(seen);
                while (takePart(seen, thread)) {
                    // takes part until nothing is left
                }
            }
        }

        private long awaitPieceAfter(long last) {
            long start = System.nanoTime();
            for (int spins = 1; piece() == last; spins++) {
                Thread.onSpinWait();
                if (spins % 64 == 0 && System.nanoTime() - start > SPIN_NANOS) {
                    park(last);
                }
            }
            return piece();
        }

        private void park(long last) {
            parked = true;
            while (piece() == last) {
                LockSupport.park(Threads.this);
            }
            parked = false;
        }

        private long piece() {
            return ticket.get() >>> 32;
        }
    }
}
