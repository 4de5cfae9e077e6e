package org.netsmith.engine.fit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.activation.ActivationFunction.Tanh;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.CpuBackend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Memory;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.fit.Fit.Compile;
import org.netsmith.engine.fit.Fit.Head;
import org.netsmith.engine.fit.Fit.TargetScale;
import org.netsmith.engine.layer.Add;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Discretization;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.network.Network;
import org.netsmith.engine.network.Network.Weight;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Call;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.NetworkDefinition.Source;
import org.netsmith.engine.network.Plan;
import org.netsmith.engine.network.Step;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.regularizer.Regularizer;

/** The gradients that a training step leaves are those of the loss that it answers, by central differences. */
class GraphGradientTests {

    private static final int ROWS = 5;
    private static final double STEP = 1e-5;
    private static final Loss ERROR = new Loss.MeanSquaredError(null);

    private final Backend backend = new CpuBackend(Memory.of(Arena.ofAuto()), 1);
    private final Random random = new Random(4);

    private static Dense tanh(long units) {
        return Dense.of(units, new Tanh());
    }

    private static Dense regularized(long units, ActivationFunction activation) {
        Regularizer weights = new Regularizer.L1L2(0.02, 0.03);
        Regularizer activity = new Regularizer.L2(0.1);
        return new Dense(units, activation, true, null, null, weights, weights, activity, null, null);
    }

    private static BatchNormalization normalization() {
        return new BatchNormalization(null, null, null, null, null, null, null, null, null);
    }

    /** A call of the tensors that these layers made in their first call, or in another as in {@code dense:1}. */
    private static Call on(String... sources) {
        return new Call(Arrays.stream(sources).map(GraphGradientTests::source).toList());
    }

    private static Source source(String text) {
        String[] parts = text.split(":");
        return new Source(parts[0], parts.length == 1 ? 0 : Integer.parseInt(parts[1]));
    }

    private static Node node(String name, Layer layer, Call... calls) {
        return new Node(name, layer, true, List.of(calls));
    }

    private static Head head(String output, Loss loss, double weight) {
        return new Head(output, loss, weight, List.of(), List.of());
    }

    @Test
    void ofALayerThatIsCalledSeveralTimes() {
        check(
                List.of(head("end", ERROR, 1)),
                node("shared", tanh(3), on("x"), on("shared"), on("shared:1")),
                node("sum", new Add(), on("shared:2", "shared")),
                node("end", Dense.of(2, new Linear()), on("sum")));
    }

    @Test
    void ofResiduals() {
        check(
                List.of(head("end", ERROR, 1)),
                node("first", tanh(3), on("x")),
                node("around_first", new Add(), on("x", "first")),
                node("second", tanh(3), on("around_first")),
                node("around_second", new Add(), on("around_first", "second", "first")),
                node("end", Dense.of(2, new Linear()), on("around_second")));
    }

    @Test
    void ofSeveralOutputsEachWithItsWeight() {
        check(
                List.of(
                        head("numbers", ERROR, 0.3),
                        head("classes", new Loss.SparseCategoricalCrossentropy(null, null, null), 2.5)),
                node("trunk", tanh(4), on("x")),
                node("numbers", Dense.of(2, new Linear()), on("trunk")),
                node("between", tanh(3), on("numbers")),
                node("sum", Dense.of(3, new Linear()), on("trunk")),
                node("both", new Add(), on("between", "sum")),
                node("classes", Dense.of(3, new Softmax()), on("both")));
    }

    @Test
    void ofANormalizationThatIsCalledTwice() {
        check(
                List.of(head("end", ERROR, 1)),
                node("first", tanh(3), on("x")),
                node("normalization", normalization(), on("first"), on("second")),
                node("second", tanh(3), on("normalization")),
                node("sum", new Add(), on("normalization:1", "first")),
                node("end", Dense.of(2, new Linear()), on("sum")));
    }

    @Test
    void ofWhatWeightsAndOutputsAddToTheLoss() {
        check(
                List.of(head("end", ERROR, 0.7)),
                node("shared", regularized(3, new Tanh()), on("x"), on("shared")),
                node("end", regularized(2, new Linear()), on("shared:1")));
    }

    /** No gradient comes back through bins: what regularizers add to it must not pile up from step to step. */
    @Test
    void ofARegularizedWeightThatTheOutputDoesNotDependOn() {
        Dense unreached =
                new Dense(2L, new Linear(), true, null, null, new Regularizer.L2(0.1), null, null, null, null);
        check(
                List.of(head("end", ERROR, 1)),
                node("unreached", unreached, on("x")),
                node("bins", new Discretization(List.of(-1.0, 0.0, 1.0), null, null, null), on("unreached")),
                node("end", Dense.of(2, new Linear()), on("bins")));
    }

    private void check(List<Head> heads, Node... nodes) {
        NetworkDefinition definition = new NetworkDefinition(
                "net",
                List.of(new Input("x", Optional.of(Shape.of(3)), DType.FLOAT64.id())),
                List.of(nodes),
                heads.stream().map(head -> source(head.output())).toList(),
                DType.FLOAT64);
        Training training = new Training(new Network(definition, backend, 3), heads);
        training.loss();
        training.loss();
        List<double[]> gradients = training.weights()
                .map(weight -> training.gradient(weight).toArray())
                .toList();
        List<Weight> weights = training.weights().toList();
        for (int i = 0; i < weights.size(); i++) {
            check(training, weights.get(i), gradients.get(i));
        }
    }

    private static void check(Training training, Weight weight, double[] gradient) {
        for (int i = 0; i < gradient.length; i++) {
            double slope = training.slope(weight.value(), i);
            assertThat(gradient[i])
                    .as("gradient of %s at %d", weight.name(), i)
                    .isCloseTo(slope, within(1e-7 * Math.max(1, Math.abs(slope))));
        }
    }

    /** One batch of made-up rows, run again and again. */
    private final class Training {

        private final Network network;
        private final Tensor gradients;
        private final Batches batches;
        private final Penalties penalties;

        Training(Network network, List<Head> heads) {
            this.network = network;
            gradients = backend.allocate(DType.FLOAT64, network.parameters().shape());
            Plan plan = network.trainingPlan(ROWS, gradients, new Step(1), null);
            Compile compile = new Compile(new Optimizer.SGD(0.1, null, null), heads);
            List<Tensor> targets = heads.stream().map(this::targets).toList();
            Examples examples =
                    new Examples(List.of(normal(Shape.of(ROWS, 3))), targets, Collections.nCopies(heads.size(), null));
            List<Shape> shapes = targets.stream().map(Tensor::shape).toList();
            Measure measure = new Measure(compile, shapes, plan, Collections.nCopies(shapes.size(), TargetScale.NONE));
            batches = new Batches(network, heads, plan, examples, measure, true);
            penalties = new Penalties(network, gradients);
            weights()
                    .forEach(weight ->
                            weight.value().set(normal(weight.value().shape()).toArray()));
        }

        Stream<Weight> weights() {
            return network.weights().stream().filter(Weight::trainable);
        }

        private Tensor targets(Head head) {
            return head.loss().target() == Loss.Target.CLASS_NUMBER
                    ? tensor(Shape.of(ROWS, 1), () -> random.nextInt(3))
                    : normal(Shape.of(ROWS, 2));
        }

        double loss() {
            return batches.run(IntStream.range(0, ROWS).toArray(), 0, penalties::run);
        }

        Tensor gradient(Weight weight) {
            return network.viewOf(gradients, weight.name());
        }

        double slope(Tensor weight, int element) {
            double value = weight.get(element);
            weight.set(element, value + STEP);
            double above = loss();
            weight.set(element, value - STEP);
            double below = loss();
            weight.set(element, value);
            return (above - below) / (2 * STEP);
        }
    }

    private Tensor normal(Shape shape) {
        return tensor(shape, random::nextGaussian);
    }

    private Tensor tensor(Shape shape, DoubleSupplier values) {
        Tensor tensor = backend.allocate(DType.FLOAT64, shape);
        for (long i = 0; i < tensor.size(); i++) {
            tensor.set(i, values.getAsDouble());
        }
        return tensor;
    }
}
