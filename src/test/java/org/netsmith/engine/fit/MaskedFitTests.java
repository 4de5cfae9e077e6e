package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.Golden;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Options;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Masking;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.LearningRate;
import org.netsmith.engine.optimizer.Optimizer;

/** A mask that comes out of the network counts in its loss. */
class MaskedFitTests {

    private final Backend backend = Golden.backend();

    /** Predictions are the inputs: errors 1, 4 and 9 count, that of 5 against a masked step does not. */
    private Map<String, List<Double>> history(boolean sampleWeights) {
        List<Node> nodes = List.of(
                new Node("masking", new Masking(null)),
                new Node("dense", new Dense(1L, null, false, new Initializer.Ones(), null)));
        Network network = new Network(
                new NetworkDefinition("net", Optional.of(Shape.of(2, 1)), nodes, DType.FLOAT64), backend, 1);
        Examples examples = new Examples(
                tensor(Shape.of(2, 2, 1), 1, 0, 2, 3),
                tensor(Shape.of(2, 2, 1), 0, 5, 0, 0),
                sampleWeights ? tensor(Shape.of(2), 2, 1) : null);
        return new Fit()
                .run(
                        network,
                        new Compile(
                                new Optimizer.SGD(new LearningRate.Constant(0.1), null, null, null),
                                new Loss.MeanSquaredError(null),
                                List.of(new Metric.MeanSquaredError(null), new Metric.RootMeanSquaredError(null))),
                        new Options(1, 2, false, List.of(), 1),
                        examples,
                        null,
                        TargetScale.NONE,
                        new FitGoldenTests.Silent())
                .history();
    }

    private Tensor tensor(Shape shape, double... values) {
        Tensor tensor = backend.allocate(DType.FLOAT64, shape);
        tensor.set(values);
        backend.upload(tensor);
        return tensor;
    }

    @Test
    void aMaskedStepIsNotLearntFrom() {
        assertThat(history(false).get("loss").getFirst()).isCloseTo(14 / 3.0, within(1e-12));
    }

    /** Keras brings the mask to a mean of 1 and then divides by the number of all steps. */
    @Test
    void sampleWeightsAndMaskCountTogether() {
        assertThat(history(true).get("loss").getFirst()).isCloseTo((2 * 1 + 4 + 9) / 3.0, within(1e-12));
    }

    @Test
    void meansOfRowsTakeTheMaskAndOtherMetricsDoNot() {
        assertThat(history(false).get("mean_squared_error").getFirst()).isCloseTo(14 / 3.0, within(1e-12));
        assertThat(history(false).get("root_mean_squared_error").getFirst())
                .isCloseTo(Math.sqrt(39 / 4.0), within(1e-12));
    }
}
