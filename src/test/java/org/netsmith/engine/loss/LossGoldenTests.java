package org.netsmith.engine.loss;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.netsmith.engine.Golden;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.Pass;
import org.netsmith.engine.loss.Loss.Crossentropy;
import org.netsmith.format.keras.KerasReader;
import tools.jackson.databind.JsonNode;

/** Values, losses of single rows and gradients of every loss, in 32 and 64 bits. */
class LossGoldenTests {

    /** Posted formulas and names that a shape decides are not Keras' own numbers. */
    private static final Set<Class<?>> NOT_OF_KERAS = Set.of(Loss.Formula.class, Loss.Unresolved.class);

    @TestFactory
    Stream<DynamicTest> lossesAreKeras() {
        return Golden.tests("losses.json", _ -> true, this::check);
    }

    @TestFactory
    Stream<DynamicTest> metricsOfLossesSeeTheSameRows() {
        return Golden.tests("losses.json", golden -> !golden.has("output_activation"), this::checkRowLosses);
    }

    @Test
    void everyKindHasAGoldenCase() {
        Set<Class<?>> held = Golden.cases("losses.json").stream()
                .map(golden -> Golden.read(new KerasReader().loss(golden.path("config")))
                        .getClass())
                .collect(Collectors.toSet());

        assertThat(leaves(Loss.class).filter(kind -> !NOT_OF_KERAS.contains(kind)))
                .allSatisfy(kind -> assertThat(held).contains(kind));
    }

    private static Stream<Class<?>> leaves(Class<?> kind) {
        return kind.isSealed()
                ? Arrays.stream(kind.getPermittedSubclasses()).flatMap(LossGoldenTests::leaves)
                : Stream.of(kind);
    }

    /** What stands between the logits of a case and its loss, for the losses that do not look behind it. */
    private static Activation activation(JsonNode golden) {
        return new Activation(
                switch (golden.path("output_activation").asString("linear")) {
                    case "sigmoid" -> new ActivationFunction.Sigmoid();
                    case "softmax" -> new ActivationFunction.Softmax();
                    case String other -> new ActivationFunction.Linear();
                });
    }

    private void check(JsonNode golden, DType type) {
        Loss read = Golden.read(new KerasReader().loss(golden.path("config")));
        boolean behind = golden.has("output_activation")
                && read instanceof Crossentropy crossentropy
                && !crossentropy.fromLogits();
        Loss loss = behind ? ((Crossentropy) read).ofLogits() : read;
        JsonNode inputs = golden.path("inputs");
        Backend backend = Golden.backend();
        TestScope scope = new TestScope(backend, type);
        Tensor logits = Golden.tensor(backend, type, inputs.path("y_pred"));
        Pass activation =
                behind ? Pass.of(logits, (dy, _) -> dy) : activation(golden).build(scope, logits);
        LossPass pass = new LossPass(loss, scope, activation.output(), Golden.shape(inputs.path("y_true")));
        Golden.copy(backend, inputs.path("y_true"), pass.target());
        pass.weigh(weights(golden, backend, type));
        Tensor gradient =
                activation.backward().build(pass.gradient(), List.of(true)).getFirst();
        scope.run();
        compare(golden, type, pass, gradient.toArray());
    }

    private static Tensor weights(JsonNode golden, Backend backend, DType type) {
        JsonNode weights = golden.path("inputs").path("sample_weight");
        if (!weights.isObject()) {
            return null;
        }
        Tensor tensor = Golden.tensor(backend, type, weights);
        return tensor.reshape(Shape.of(tensor.size()));
    }

    private static void compare(JsonNode golden, DType type, LossPass pass, double[] gradient) {
        JsonNode want = golden.path(type.id());
        DType tolerance = tolerance(golden, type);
        if (want.path("value").isNumber()) {
            Golden.check(golden, tolerance, "value", new double[] {pass.value()}, new double[] {
                want.path("value").asDouble()
            });
        } else {
            double[] weighted = IntStream.range(0, (int) pass.rowLosses().size())
                    .mapToDouble(pass::weightedLoss)
                    .toArray();
            Golden.check(golden, tolerance, "value", weighted, want.path("value"));
        }
        Golden.check(golden, tolerance, "dy_pred", gradient, want.path("dy_pred"));
        Golden.check(golden, tolerance, "per_sample", pass.rowLosses().toArray(), want.path("per_sample"));
    }

    /** TensorFlow computes connectionist temporal classification in 32 bits, whatever the type. */
    private static DType tolerance(JsonNode golden, DType type) {
        return Golden.className(golden.path("config")).equals("CTC") ? DType.FLOAT32 : type;
    }

    private void checkRowLosses(JsonNode golden, DType type) {
        Loss loss = Golden.read(new KerasReader().loss(golden.path("config")));
        JsonNode inputs = golden.path("inputs");
        RowLosses rows =
                new RowLosses(loss, type, Golden.shape(inputs.path("y_true")), Golden.shape(inputs.path("y_pred")));

        double[] losses = rows.of(Golden.values(inputs.path("y_true")), Golden.values(inputs.path("y_pred")));

        JsonNode want = golden.path(type.id()).path("per_sample");
        Golden.check(golden, tolerance(golden, type), "per_sample", losses, want);
    }
}
