package org.netsmith.engine.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Backends64;
import org.netsmith.engine.LayerCase;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Formula;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.network.NetworkDefinition.Node;

/** What every layer must keep: real shapes are the inferred ones, and gradients are those of central differences. */
class LayerContractTests {

    private record Example(Layer layer, Shape rows) {}

    private static List<ActivationFunction> activations() {
        return List.of(
                new ActivationFunction.Linear(),
                new ActivationFunction.Relu(0.1, 2.0, 0.25),
                new ActivationFunction.LeakyRelu(null),
                new ActivationFunction.Elu(0.7),
                new ActivationFunction.Selu(),
                new ActivationFunction.Gelu(false),
                new ActivationFunction.Gelu(true),
                new ActivationFunction.Silu(),
                new ActivationFunction.Softplus(),
                new ActivationFunction.Softsign(),
                new ActivationFunction.Tanh(),
                new ActivationFunction.Sigmoid(),
                new ActivationFunction.HardSigmoid(),
                new Formula("x + sin(a * x)^2 / a", java.util.Map.of("a", 1.5)),
                new ActivationFunction.Softmax());
    }

    private static List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        for (ActivationFunction activation : activations()) {
            examples.add(new Example(new Activation(activation), Shape.of(5)));
            examples.add(new Example(Dense.of(4, activation), Shape.of(3)));
        }
        examples.add(new Example(new Dense(2L, null, false, null, null), Shape.of(2, 3)));
        examples.add(new Example(new Dropout(0.4, null), Shape.of(6)));
        examples.add(
                new Example(new BatchNormalization(null, null, null, null, null, null, null, null, null), Shape.of(4)));
        examples.add(
                new Example(new BatchNormalization(1, 0.9, 0.01, false, true, null, null, null, null), Shape.of(2, 3)));
        examples.add(new Example(
                new BatchNormalization(-1, 0.9, 0.01, true, false, null, null, null, null), Shape.of(2, 3)));
        examples.add(new Example(new Flatten(), Shape.of(2, 3)));
        return examples;
    }

    @Test
    void everyKindHasAnExample() {
        assertThat(examples().stream()
                        .<Class<?>>map(example -> example.layer().getClass())
                        .distinct())
                .containsExactlyInAnyOrder(Layer.class.getPermittedSubclasses());
        assertThat(activations().stream().<Class<?>>map(Object::getClass).distinct())
                .containsExactlyInAnyOrderElementsOf(leaves(ActivationFunction.class));
    }

    private static List<Class<?>> leaves(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses())
                        .flatMap(sub -> leaves(sub).stream())
                        .toList()
                : List.of(kind);
    }

    @TestFactory
    Stream<DynamicTest> gradientsAreThoseOfCentralDifferences() {
        return Backends64.all().entrySet().stream()
                .flatMap(backend -> examples().stream()
                        .map(example -> DynamicTest.dynamicTest(
                                backend.getKey() + " " + example.layer(),
                                () -> checkGradients(example, backend.getValue()))));
    }

    private void checkGradients(Example example, Supplier<Backend> backends) {
        Backend backend = backends.get();
        Random random = new Random(3);
        int batch = 3;
        LayerCase layer = LayerCase.of(new Node("layer", example.layer()), example.rows(), DType.FLOAT64, backend);
        layer.network().weights().forEach(weight -> {
            weight.value().set(random.doubles(weight.value().size(), 0.3, 1.3).toArray());
            backend.upload(weight.value());
        });
        double[] x = random.doubles(batch * example.rows().size(), -1.9, 1.9).toArray();
        long outputs = batch * layer.network().outputShape().size();
        double[] upstream = random.doubles(outputs, -1, 1).toArray();
        LayerCase.Training training = layer.train(x, batch, upstream);
        assertThat(training.outputs()).hasSize((int) outputs);
        double[] gradients = layer.gradients().toArray();
        assertClose(training.inputGradient(), differences(x, layer, batch, upstream, x));
        Tensor parameters = layer.network().parameters();
        double[] values = parameters.toArray();
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = parameterDifference(layer, parameters, i, x, batch, upstream, backend);
        }
        assertClose(gradients, expected);
    }

    private static double[] differences(double[] at, LayerCase layer, int batch, double[] upstream, double[] x) {
        double h = 1e-6;
        double[] result = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double value = at[i];
            at[i] = value + h;
            double above = dot(layer.train(x, batch, upstream).outputs(), upstream);
            at[i] = value - h;
            double below = dot(layer.train(x, batch, upstream).outputs(), upstream);
            at[i] = value;
            result[i] = (above - below) / (2 * h);
        }
        return result;
    }

    private static double parameterDifference(
            LayerCase layer, Tensor parameters, int index, double[] x, int batch, double[] upstream, Backend backend) {
        double h = 1e-6;
        double value = parameters.get(index);
        double[] sums = new double[2];
        for (int side = 0; side < 2; side++) {
            parameters.set(index, value + (side == 0 ? h : -h));
            backend.upload(parameters);
            sums[side] = dot(layer.train(x, batch, upstream).outputs(), upstream);
        }
        parameters.set(index, value);
        backend.upload(parameters);
        return (sums[0] - sums[1]) / (2 * h);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static void assertClose(double[] got, double[] want) {
        assertThat(got).hasSameSizeAs(want);
        for (int i = 0; i < got.length; i++) {
            assertThat(Math.abs(got[i] - want[i]))
                    .as("[%d]: got %s, want %s", i, got[i], want[i])
                    .isLessThanOrEqualTo(1e-7 + 1e-6 * Math.abs(want[i]));
        }
    }
}
