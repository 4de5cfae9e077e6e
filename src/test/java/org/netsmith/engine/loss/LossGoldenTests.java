package org.netsmith.engine.loss;

import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
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

class LossGoldenTests {

    private static final Set<String> KINDS = Set.of(
            "MeanSquaredError",
            "MeanAbsoluteError",
            "BinaryCrossentropy",
            "CategoricalCrossentropy",
            "SparseCategoricalCrossentropy",
            "mse",
            "MSE",
            "mae",
            "bce",
            "mean_squared_error",
            "binary_crossentropy");

    @TestFactory
    Stream<DynamicTest> lossesAreKeras() {
        return Golden.tests(
                "losses.json", golden -> KINDS.contains(Golden.className(golden.path("config"))), this::check);
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
        JsonNode want = golden.path(type.id());
        Backend backend = Golden.backend();
        TestScope scope = new TestScope(backend, type);
        Tensor logits = Golden.tensor(backend, type, inputs.path("y_pred"));
        Pass activation =
                behind ? new Pass(logits, (dy, _) -> dy) : activation(golden).build(scope, logits);
        Tensor prediction = activation.output();
        LossPass pass = new LossPass(loss, scope, prediction, Golden.shape(inputs.path("y_true")));
        Golden.copy(backend, inputs.path("y_true"), pass.target());
        Tensor weights =
                inputs.has("sample_weight") && !inputs.path("sample_weight").isNull()
                        ? Golden.tensor(backend, type, inputs.path("sample_weight"))
                        : null;
        pass.weigh(weights == null ? null : weights.reshape(Shape.of(weights.size())));
        Tensor gradient = activation.backward().build(pass.gradient(), true);
        scope.run();
        if (want.path("value").isNumber()) {
            Golden.check(golden, type, "value", new double[] {pass.value()}, new double[] {
                want.path("value").asDouble()
            });
        }
        Golden.check(golden, type, "dy_pred", gradient.toArray(), want.path("dy_pred"));
        if (weights == null
                && want.has("per_sample")
                && want.path("per_sample").path("data").size()
                        == pass.rowLosses().size()
                && golden.path("config").path("config").path("ignore_class").isMissingNode()) {
            Golden.check(golden, type, "per_sample", pass.rowLosses().toArray(), want.path("per_sample"));
        }
    }
}
