package org.netsmith.engine.fit;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.metric.Accumulator;
import org.netsmith.engine.metric.Metric;

/** The running loss and metrics of an epoch or an evaluation. */
final class Measure {

    private record Named(String name, Accumulator accumulator, boolean weighted) {}

    private final List<Named> metrics;
    private final TargetScale scale;
    private double loss;
    private long rows;

    Measure(Compile compile, Shape target, Shape prediction, TargetScale scale) {
        this.scale = scale;
        this.metrics = Stream.concat(
                        compile.metrics().stream().map(metric -> named(metric, target, prediction, false, compile)),
                        compile.weightedMetrics().stream()
                                .map(metric -> named(metric, target, prediction, true, compile)))
                .toList();
    }

    /** A metric that stands in both lists is told apart as Keras does. */
    private static Named named(Metric metric, Shape target, Shape prediction, boolean weighted, Compile compile) {
        boolean twice = weighted
                && compile.metrics().stream().anyMatch(other -> other.name().equals(metric.name()));
        String name = twice ? "weighted_" + metric.name() : metric.name();
        return new Named(name, metric.accumulator(target, prediction), weighted);
    }

    /** @param batchLoss the reduced loss, which counts by the number of rows, as in Keras */
    void update(double batchLoss, Tensor target, Tensor prediction, @Nullable Tensor sampleWeights) {
        long batch = prediction.shape().extent(0);
        loss += batchLoss * batch;
        rows += batch;
        for (Named metric : metrics) {
            Tensor weights = metric.weighted() ? sampleWeights : null;
            metric.accumulator()
                    .update(new Accumulator.Batch(target, prediction, weights, scale.scale(), scale.offset()));
        }
    }

    Map<String, Double> results(String prefix) {
        Map<String, Double> results = new LinkedHashMap<>();
        results.put(prefix + "loss", rows == 0 ? 0 : loss / rows);
        metrics.forEach(metric ->
                results.put(prefix + metric.name(), metric.accumulator().result()));
        return results;
    }

    void reset() {
        loss = 0;
        rows = 0;
        metrics.forEach(metric -> metric.accumulator().reset());
    }
}
