package org.netsmith.engine.network;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;

/**
 * Answers rows with plans of a few batch sizes, kept for reuse. Rows are independent, so a batch that is not full
 * answers its rows with the bits they would have anywhere else.
 */
final class Answering {

    private static final int LARGEST_BATCH = 256;

    private final Network network;
    private final Map<Integer, Queue<Plan>> idlePlans = new ConcurrentHashMap<>();

    Answering(Network network) {
        this.network = network;
    }

    Tensor predict(Tensor x) {
        long rows = x.shape().extent(0);
        Tensor y = Memory.of(Arena.ofAuto())
                .allocate(x.type(), network.outputShape().prepend(rows));
        for (long start = 0; start < rows; start += LARGEST_BATCH) {
            answer(x, y, start, (int) Math.min(LARGEST_BATCH, rows - start));
        }
        return y;
    }

    private void answer(Tensor x, Tensor y, long start, int rows) {
        int batch = Integer.highestOneBit(Math.max(1, 2 * rows - 1));
        Queue<Plan> idle = idlePlans.computeIfAbsent(batch, _ -> new ConcurrentLinkedQueue<>());
        Plan plan = idle.poll();
        if (plan == null) {
            plan = network.inferencePlan(batch, null).seal();
        }
        copy(x.segment(), start, plan.input().segment(), 0, rows, rowBytes(x));
        network.backend().upload(plan.input());
        plan.run();
        network.backend().download(plan.output());
        copy(plan.output().segment(), 0, y.segment(), start, rows, rowBytes(y));
        idle.add(plan);
    }

    private static long rowBytes(Tensor tensor) {
        return tensor.shape().tail().size() * tensor.type().bytes();
    }

    private static void copy(MemorySegment from, long fromRow, MemorySegment to, long toRow, long rows, long rowBytes) {
        MemorySegment.copy(from, fromRow * rowBytes, to, toRow * rowBytes, rows * rowBytes);
    }
}
