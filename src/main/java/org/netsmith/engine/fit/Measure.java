package org.netsmith.engine.fit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Reported;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.metric.Accumulator;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Plan;

/** The running losses and metrics of an epoch or an evaluation. */
final class Measure {

    /** @param ofLogits whether the metric looks behind the last activation */
    private record Named(String key, Accumulator accumulator, boolean weighted, boolean ofLogits) {}

    private final List<TargetScale> scales;
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
    private record OutputMeasure(RunningMean loss, List<Named> metrics, boolean seesLogits) {

        void update(double value, List<Accumulator.Batch> batches) {
            loss.add(value, 1);
            for (int i = 0; i < metrics.size(); i++) {
                metrics.get(i).accumulator().update(batches.get(i));
            }
        }
    }

    /**
     * @param targets shapes with the batch in front, one for each head
     * @param plan what the heads stand on
     * @param scales one for each head
     */
    Measure(Compile compile, List<Shape> targets, Plan plan, List<TargetScale> scales) {
        this.scales = scales;
        for (int i = 0; i < targets.size(); i++) {
            Shape target = targets.get(i);
            Shape output = plan.outputs().get(i).shape();
            boolean behind = plan.logits(i) != null;
            List<Named> metrics = compile.reported(i).stream()
                    .map(reported -> named(reported, target, output, behind))
                    .toList();
            boolean seesLogits = metrics.stream().anyMatch(Named::ofLogits);
            outputs.add(new OutputMeasure(new RunningMean(compile.prefix(i) + "loss"), metrics, seesLogits));
        }
    }

    /** @param behind whether there are logits behind the last activation */
    private static Named named(Reported reported, Shape target, Shape prediction, boolean behind) {
        Optional<Metric> ofLogits = behind ? reported.metric().ofLogits() : Optional.empty();
        Accumulator accumulator = ofLogits.orElse(reported.metric()).accumulator(target, prediction);
        return new Named(reported.key(), accumulator, reported.weighted(), ofLogits.isPresent());
    }

    /** What each metric of an output looks at in batches of one size, for {@link #update} after each of them. */
    List<Accumulator.Batch> bind(
            int output,
            Tensor target,
            Tensor prediction,
            @Nullable Tensor logits,
            @Nullable Tensor sampleWeights,
            @Nullable Tensor mask) {
        TargetScale scale = scales.get(output);
        return outputs.get(output).metrics().stream()
                .map(metric -> new Accumulator.Batch(
                        target,
                        metric.ofLogits() ? logits : prediction,
                        metric.weighted() ? sampleWeights : null,
                        mask,
                        scale.scale(),
                        scale.offset()))
                .toList();
    }

    /** Whether a metric of an output looks behind its last activation. */
    boolean seesLogits(int output) {
        return outputs.get(output).seesLogits();
    }

    /** Adds what an output came to in one batch. */
    void update(int output, double batchLoss, List<Accumulator.Batch> batches) {
        outputs.get(output).update(batchLoss, batches);
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
                            prefix + metric.key(), metric.accumulator().result()));
        }
        return results;
    }

    /** All values of the metrics that have several. */
    Map<String, double[]> values(String prefix) {
        Map<String, double[]> values = new LinkedHashMap<>();
        for (OutputMeasure output : outputs) {
            output.metrics()
                    .forEach(metric -> values.put(
                            prefix + metric.key(), metric.accumulator().values()));
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
