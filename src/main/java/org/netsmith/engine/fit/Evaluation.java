package org.netsmith.engine.fit;

import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Plan;

/**
 * Loss and metrics of a network over examples, in order, as Keras' {@code evaluate}: built once, run after each
 * epoch.
 */
final class Evaluation {

    private final int[] order;
    private final Batches full;
    private final @Nullable Batches last;
    private final Measure measure;

    Evaluation(Network network, Compile compile, Examples examples, int batchSize, TargetScale scale) {
        int count = Math.toIntExact(examples.rows());
        int batch = Math.min(batchSize, count);
        order = IntStream.range(0, count).toArray();
        Plan plan = network.inferencePlan(batch, null);
        full = new Batches(network, compile.loss(), plan, examples, false);
        int rest = count % batch;
        last = rest == 0
                ? null
                : new Batches(network, compile.loss(), network.inferencePlan(rest, plan), examples, false);
        measure = new Measure(compile, examples.y().shape(), plan.output().shape(), scale);
    }

    Map<String, Double> run(String prefix) {
        measure.reset();
        int start = 0;
        for (; start + full.size() <= order.length; start += full.size()) {
            full.run(order, start, measure);
        }
        if (last != null) {
            last.run(order, start, measure);
        }
        return measure.results(prefix);
    }
}
