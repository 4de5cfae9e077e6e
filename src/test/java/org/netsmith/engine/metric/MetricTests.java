package org.netsmith.engine.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.loss.Loss;

class MetricTests {

    private final Backend backend = Golden.backend();

    private Tensor tensor(Shape shape, double... values) {
        Tensor tensor = backend.allocate(DType.FLOAT32, shape);
        tensor.set(values);
        backend.upload(tensor);
        return tensor;
    }

    private Accumulator after(Metric metric, Tensor target, Tensor prediction) {
        Accumulator accumulator = metric.accumulator(target.shape(), prediction.shape());
        accumulator.update(new Accumulator.Batch(target, prediction, null));
        return accumulator;
    }

    @Test
    void onlyCrossentropiesOfProbabilitiesGoBackToTheLogits() {
        assertThat(new Metric.SparseCategoricalCrossentropy("ce", null, 2).ofLogits())
                .contains(new Metric.MeanMetricWrapper("ce", new Loss.SparseCategoricalCrossentropy(true, 2, null)));
        assertThat(new Metric.BinaryCrossentropy(null, true, null).ofLogits()).isEmpty();
        assertThat(new Metric.MeanSquaredError(null).ofLogits()).isEmpty();
        assertThat(new Metric.Unresolved("accuracy").ofLogits()).isEmpty();
    }

    @Test
    void severalThresholdsHaveAValueEachInTheirOrder() {
        Accumulator recall = after(
                new ThresholdMetric.Recall(null, List.of(0.9, 0.1), null, null),
                tensor(Shape.of(2, 1), 1, 1),
                tensor(Shape.of(2, 1), 0.5, 0.95));

        assertThat(recall.values()).containsExactly(0.5, 1);
        assertThat(recall.result()).isEqualTo(0.75);
    }

    @Test
    void aThresholdIsComparedInTheTypeOfThePrediction() {
        Accumulator found = after(
                new ThresholdMetric.TruePositives(null, List.of(0.3)),
                tensor(Shape.of(1, 1), 1),
                tensor(Shape.of(1, 1), 0.3));

        assertThat(found.result()).isZero();
    }

    @Test
    void aPostedFormulaIsAveraged() {
        Accumulator cubes = after(
                new Metric.Formula("cubes", "abs(y - p)^k", Map.of("k", 3.0)),
                tensor(Shape.of(2, 2), 0, 0, 0, 0),
                tensor(Shape.of(2, 2), 1, 2, -1, -2));

        assertThat(cubes.result()).isCloseTo(4.5, within(1e-12));
    }

    @Test
    void nothingSeenIsZero() {
        Shape shape = Shape.of(2, 3);
        for (Metric metric : List.of(
                new Metric.R2Score(null),
                new FScore.F1Score(null, null, null),
                new ThresholdMetric.Precision(null, null, null, null),
                new OverlapMetric.MeanIoU(null, 3, null, null, null),
                new Metric.RootMeanSquaredError(null))) {
            assertThat(metric.accumulator(shape, shape).values())
                    .as(metric.name())
                    .containsOnly(0);
        }
    }
}
