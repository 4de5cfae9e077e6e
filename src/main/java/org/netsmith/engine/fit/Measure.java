package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Head;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.metric.Accumulator;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Plan;

/** The running losses and metrics of an epoch or an evaluation. */
final class Measure {

    /** @param ofLogits whether the metric looks behind the last activation */
    private record Named(String name, Accumulator accumulator, boolean weighted, boolean ofLogits) {}

    private final List<OutputMeasure> outputs = new ArrayList<>();
    private final RunningMean loss = new RunningMean("loss");

    /** A mean of batch losses. The loss of the whole counts by rows; that of one output by batches, as in Keras. */
    private static final class RunningMean {

        private final String name;
        private double sum;
        private long count;

        RunningMean(String name) {
            this.name = name;
        }

        void add(double value, long weight) {
            sum += value * weight;
            count += weight;
        }

        void put(String prefix, Map<String, Double> results) {
            results.put(prefix + name, count == 0 ? 0 : sum / count);
        }

        void reset() {
            sum = 0;
            count = 0;
        }
    }

    /** What is measured of one output. */
    private record OutputMeasure(RunningMean loss, List<Named> metrics, boolean seesLogits, TargetScale scale) {

        void update(
                double value,
                Tensor target,
                Tensor output,
                @Nullable Tensor logits,
                @Nullable Tensor sampleWeights,
                @Nullable Tensor mask) {
            loss.add(value, 1);
            for (int i = 0; i < metrics.size(); i++) {
                Named metric = metrics.get(i);
                Tensor weights = metric.weighted() ? sampleWeights : null;
                Tensor prediction = metric.ofLogits() ? logits : output;
                metric.accumulator()
                        .update(new Accumulator.Batch(
                                target, prediction, weights, mask, scale.scale(), scale.offset()));
            }
        }
    }

    /**
     * @param targets shapes with the batch in front, one for each head
     * @param plan what the heads stand on
     */
    Measure(List<Head> heads, List<Shape> targets, Plan plan, TargetScale scale) {
        for (int i = 0; i < heads.size(); i++) {
            Head head = heads.get(i);
            String prefix = heads.size() == 1 ? "" : head.output() + "_";
            Shape output = plan.outputs().get(i).shape();
            boolean behind = plan.logits(i) != null;
            List<Named> metrics = new ArrayList<>();
            for (Metric metric : head.metrics()) {
                metrics.add(named(prefix + metric.name(), metric, targets.get(i), output, false, behind));
            }
            for (Metric metric : head.weightedMetrics()) {
                metrics.add(named(prefix + head.weightedKey(metric), metric, targets.get(i), output, true, behind));
            }
            boolean seesLogits = metrics.stream().anyMatch(Named::ofLogits);
            outputs.add(new OutputMeasure(new RunningMean(prefix + "loss"), metrics, seesLogits, scale));
        }
    }

    /** @param behind whether there are logits behind the last activation */
    private static Named named(
            String name, Metric metric, Shape target, Shape prediction, boolean weighted, boolean behind) {
        Optional<Metric> ofLogits = behind ? metric.ofLogits() : Optional.empty();
        Accumulator accumulator = ofLogits.orElse(metric).accumulator(target, prediction);
        return new Named(name, accumulator, weighted, ofLogits.isPresent());
    }

    /** Whether a metric of an output looks behind its last activation. */
    boolean seesLogits(int output) {
        return outputs.get(output).seesLogits();
    }

    /** Adds what an output came to in one batch. */
    void update(
            int output,
            double batchLoss,
            Tensor target,
            Tensor prediction,
            @Nullable Tensor logits,
            @Nullable Tensor sampleWeights,
            @Nullable Tensor mask) {
        outputs.get(output).update(batchLoss, target, prediction, logits, sampleWeights, mask);
    }

    /** Adds the loss of a whole batch. */
    void update(double batchLoss, int rows) {
        loss.add(batchLoss, rows);
    }

    Map<String, Double> results(String prefix) {
        Map<String, Double> results = new LinkedHashMap<>();
        loss.put(prefix, results);
        if (outputs.size() > 1) {
            outputs.forEach(output -> output.loss().put(prefix, results));
        }
        for (OutputMeasure output : outputs) {
            output.metrics()
                    .forEach(metric -> results.put(
                            prefix + metric.name(), metric.accumulator().result()));
        }
        return results;
    }

    /** All values of the metrics that have several. */
    Map<String, double[]> values(String prefix) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (OutputMeasure output : outputs) {
            output.metrics()
                    .forEach(metric -> values.put(
                            prefix + metric.name(), metric.accumulator().values()));
        }
        values.values().removeIf(list -> list.length == 1);
        return values;
    }

    void reset() {
        loss.reset();
        for (OutputMeasure output : outputs) {
            output.loss().reset();
            output.metrics().forEach(metric -> metric.accumulator().reset());
        }
    }
}
