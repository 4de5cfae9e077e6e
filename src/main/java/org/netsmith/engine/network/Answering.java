package org.netsmith.engine.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Elements;

/**
 * Answers rows with plans of a few batch sizes, kept for reuse. Rows are independent, so a batch that is not full
 * answers its rows with the bits they would have anywhere else.
 */
final class Answering {

    private static final int LARGEST_BATCH = 256;

    private final Network network;
    private final List<DType> types;
    private final Map<Integer, Queue<Plan>> idlePlans = new ConcurrentHashMap<>();

    Answering(Network network) {
        this.network = network;
        NetworkDefinition definition = network.definition();
        Map<String, Elements> elements = definition.elements();
        this.types = definition.outputs().stream()
                .map(output -> elements.get(output.name()) == Elements.TEXTS ? DType.STRING : definition.dtype())
                .toList();
    }

    List<Tensor> predict(List<Tensor> inputs, Memory memory) {
        long rows = inputs.getFirst().shape().extent(0);
        List<Tensor> outputs = new ArrayList<>();
        for (int i = 0; i < types.size(); i++) {
            outputs.add(memory.allocate(
                    types.get(i), network.summary().outputShapes().get(i).prepend(rows)));
        }
        for (long start = 0; start < rows; start += LARGEST_BATCH) {
            answer(inputs, outputs, start, (int) Math.min(LARGEST_BATCH, rows - start));
        }
        return outputs;
    }

    private void answer(List<Tensor> inputs, List<Tensor> outputs, long start, int rows) {
        int batch = Integer.highestOneBit(Math.max(1, 2 * rows - 1));
        Queue<Plan> idle = idlePlans.computeIfAbsent(batch, _ -> new ConcurrentLinkedQueue<>());
        Plan plan = idle.poll();
        if (plan == null) {
            plan = network.inferencePlan(batch, null).seal();
        }
        for (int i = 0; i < inputs.size(); i++) {
            fill(plan.inputs().get(i), inputs.get(i), start, rows);
            network.backend().upload(plan.inputs().get(i));
        }
        plan.run();
        for (int i = 0; i < outputs.size(); i++) {
            network.backend().download(plan.outputs().get(i));
            outputs.get(i).copyRows(start, plan.outputs().get(i), 0, rows);
        }
        idle.add(plan);
    }

    /** Rows that are left over repeat the last one, so that a layer never meets what nobody gave. */
    private static void fill(Tensor to, Tensor from, long start, int rows) {
        to.copyRows(0, from, start, rows);
        for (long row = rows; row < to.shape().extent(0); row++) {
            to.copyRows(row, from, start + rows - 1, 1);
        }
    }
}
