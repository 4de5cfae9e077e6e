package org.netsmith.engine.fit;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Plan;

/**
 * Losses and metrics of a network over examples, in order, as Keras' {@code evaluate}: built once, run after each
 * epoch that asks for it.
 */
final class Evaluation {

    private final int[] order;
    private final int rows;
    private final Batches full;
    private final @Nullable Batches last;
    private final Penalties penalties;
    private final Measure measure;

    /** @param steps how many batches, null for all */
    Evaluation(
            Network network,
            Compile compile,
            Examples examples,
            int batchSize,
            @Nullable Integer steps,
            List<TargetScale> scales) {
        int count = Math.toIntExact(examples.rows());
        int batch = Math.min(batchSize, count);
        order = IntStream.range(0, count).toArray();
        rows = steps == null ? count : (int) Math.min(count, (long) steps * batch);
        Plan plan = network.inferencePlan(batch, null);
        List<Shape> targets = examples.targets().stream().map(Tensor::shape).toList();
        measure = new Measure(compile, targets, plan, scales);
        full = new Batches(network, compile.heads(), plan, examples, measure, false);
        int rest = rows % batch;
        last = rest == 0
                ? null
                : new Batches(network, compile.heads(), network.inferencePlan(rest, plan), examples, measure, false);
        penalties = new Penalties(network, null);
    }

    Map<String, Double> run(String prefix) {
        measure.reset();
        double penalty = penalties.run();
        DoubleSupplier same = () -> penalty;
        int start = 0;
        for (; start + full.size() <= rows; start += full.size()) {
            full.run(order, start, same);
        }
        if (last != null) {
            last.run(order, start, same);
        }
        return measure.results(prefix);
    }

    /** All values of the metrics that have several, of the latest run. */
    Map<String, double[]> values(String prefix) {
        return measure.values(prefix);
    }
}
