package org.netsmith.engine.metric;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/** Counts which class was taken for which and how much of each class target and prediction have in common. */
final class ClassOverlap implements Accumulator {

    private static final double EPSILON = 1e-7;

    /** The class of one position. */
    private interface ClassOf {

        long at(Tensor tensor, long position, long units);
    }

    private static final ClassOf NUMBER = (tensor, position, _) -> (long) tensor.get(position);
    private static final ClassOf LARGEST = ClassHits::argumentOfMaximum;

    private final List<Integer> classes;
    private final @Nullable Integer ignored;
    private final boolean sparse;
    private final ClassOf target;
    private final ClassOf prediction;
    private final double[] targets;
    private final double[] predictions;
    private final double[] hits;

    ClassOverlap(
            int numClasses,
            List<Integer> classes,
            @Nullable Integer ignored,
            boolean sparseTarget,
            boolean sparsePrediction) {
        this(
                numClasses,
                classes,
                ignored,
                sparsePrediction,
                sparseTarget ? NUMBER : LARGEST,
                sparsePrediction ? NUMBER : LARGEST);
    }

    private ClassOverlap(
            int numClasses,
            List<Integer> classes,
            @Nullable Integer ignored,
            boolean sparse,
            ClassOf target,
            ClassOf prediction) {
        this.classes = classes;
        this.ignored = ignored;
        this.sparse = sparse;
        this.target = target;
        this.prediction = prediction;
        this.targets = new double[numClasses];
        this.predictions = new double[numClasses];
        this.hits = new double[numClasses];
    }

    static ClassOverlap binary(List<Integer> classes, double threshold) {
        return new ClassOverlap(
                2, classes, null, true, NUMBER, (tensor, position, _) -> tensor.get(position) >= threshold ? 1 : 0);
    }

    @Override
    public void update(Batch batch) {
        long positions = sparse ? batch.prediction().size() : batch.rows();
        long targetUnits = batch.target().size() / positions;
        for (long i = 0; i < positions; i++) {
            long expected = target.at(batch.target(), i, targetUnits);
            if (ignored == null || expected != ignored) {
                long weight = (long) batch.weight(i, positions);
                add(expected, prediction.at(batch.prediction(), i, batch.units()), weight);
            }
        }
    }

    private void add(long expected, long predicted, long weight) {
        if (expected < 0 || expected >= hits.length || predicted < 0 || predicted >= hits.length) {
            return;
        }
        targets[(int) expected] += weight;
        predictions[(int) predicted] += weight;
        hits[(int) expected] += expected == predicted ? weight : 0;
    }

    @Override
    public double result() {
        double sum = 0;
        int occurring = 0;
        for (int id : classes) {
            double union = targets[id] + predictions[id] - hits[id];
            sum += hits[id] / (union + EPSILON);
            occurring += union > 0 ? 1 : 0;
        }
        return occurring == 0 ? 0 : sum / occurring;
    }

    @Override
    public void reset() {
        Arrays.fill(targets, 0);
        Arrays.fill(predictions, 0);
        Arrays.fill(hits, 0);
    }
}
