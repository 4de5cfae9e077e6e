package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.golden;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Formula;
import org.netsmith.engine.activation.ActivationFunction.Gelu;
import org.netsmith.engine.activation.ActivationFunction.LeakyRelu;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.fit.Callback;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.initializer.Initializer.VarianceScaling;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Discretization;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.HashedCrossing;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.layer.PReLU;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;

class KerasWriterTests {

    private final KerasReader reader = new KerasReader();
    private final KerasWriter writer = new KerasWriter();

    @ParameterizedTest
    @ValueSource(strings = {"mlp-regression", "deferred-build", "hard-sigmoid"})
    void writesLayersExactlyAsKeras3Prints(String id) {
        JsonNode printed = golden("models/" + id + ".json");

        JsonNode written = Fixtures.JSON.readTree(
                writer.model(reader.model(printed).value().orElseThrow()).toString());

        assertThat(written.get("config").get("layers").valueStream().skip(1).toList())
                .isEqualTo(printed.get("config")
                        .get("layers")
                        .valueStream()
                        .skip(1)
                        .toList());
        assertThat(written.get("build_config")).isEqualTo(printed.get("build_config"));
        assertThat(written.at("/compile_config/optimizer")).isEqualTo(printed.at("/compile_config/optimizer"));
    }

    @Test
    void printsAnActivityRegularizerOnlyWhereThereIsOne() {
        Dense plain = Dense.of(3, new ActivationFunction.Linear());
        Dense regularized =
                new Dense(3L, null, null, null, null, null, null, new Regularizer.L1L2(0.5, 0.25), null, null);

        assertThat(config(plain).has("activity_regularizer")).isFalse();
        assertThat(config(plain).get("kernel_regularizer").isNull()).isTrue();
        assertThat(config(regularized).get("activity_regularizer")).isEqualTo(Fixtures.json("""
            {'module': 'keras.regularizers', 'class_name': 'L1L2', 'config': {'l1': 0.5, 'l2': 0.25},
              'registered_name': null}\
            """));
    }

    private JsonNode config(Layer layer) {
        NetworkDefinition definition =
                new NetworkDefinition("net", Optional.of(Shape.of(4)), List.of(new Node("a", layer)), DType.FLOAT32);
        return writer.model(definition).at("/config/layers/1/config");
    }

    static Stream<Layer> layers() {
        Stream<Layer> kinds = examples(Layer.class);
        Stream<Layer> activations = activations().map(Activation::new);
        Stream<Layer> others = Stream.of(
                new Dense(7L, new LeakyRelu(0.3), false, new Initializer.HeNormal(5L), new Initializer.Ones()),
                new Dropout(0.25, 9L),
                new PReLU(new Initializer.Constant(0.5), new Regularizer.L1(null), null, List.of(1, 2)));
        Stream<Layer> initialized = initializers().map(initializer -> new Dense(3L, null, null, initializer, null));
        Stream<Layer> regularized = examples(Regularizer.class)
                .map(regularizer -> new Dense(3L, null, null, null, null, regularizer, null, regularizer, null, null));
        Stream<Layer> constrained = examples(Constraint.class)
                .map(constraint -> new Dense(3L, null, null, null, null, null, null, null, constraint, constraint));
        return Stream.of(kinds, activations, others, initialized, regularized, constrained)
                .flatMap(layers -> layers);
    }

    static Stream<Initializer> initializers() {
        return Stream.concat(
                examples(Initializer.class),
                Stream.of(
                        new Initializer.Identity(2.0),
                        new Initializer.VarianceScaling(
                                0.5, VarianceScaling.Mode.FAN_AVG, VarianceScaling.Distribution.UNIFORM, 4L)));
    }

    static Stream<ActivationFunction> activations() {
        return Stream.concat(
                examples(ActivationFunction.class),
                Stream.of(
                        new Relu(0.1, 6.0, 0.5),
                        new LeakyRelu(0.05),
                        new ActivationFunction.Elu(2.0),
                        new ActivationFunction.Celu(2.0),
                        new ActivationFunction.Softmax(1),
                        new ActivationFunction.Glu(1),
                        new ActivationFunction.Threshold(1.5, -2.0),
                        new Gelu(true),
                        new Formula("x + sin(a*x)^2/a", Map.of("a", 1.5))));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void readsBackEveryLayerItWrites(Layer layer) {
        // Keras refuses to be told whether these are frozen, so that cannot be written
        boolean trainable = layer instanceof Discretization || layer instanceof HashedCrossing;
        for (DType dtype : DType.numeric()) {
            NetworkDefinition definition = new NetworkDefinition(
                    "net",
                    Optional.of(Shape.of(2, 3)),
                    List.of(new Node("input_layer", layer, trainable), new Node("b", layer)),
                    dtype);

            Reading<Model> reading = reader.model(writer.model(definition));

            assertThat(reading.errors()).isEmpty();
            assertThat(reading.warnings()).isEmpty();
            assertThat(reading.value()).contains(new Model(definition, Optional.empty()));
        }
    }

    @Test
    void readsBackANetworkWithoutInputShape() {
        NetworkDefinition definition = new NetworkDefinition(
                "net", Optional.empty(), List.of(new Node("d", Dense.of(1, new Gelu(null)))), DType.FLOAT32);

        assertThat(reader.model(writer.model(definition)).value()).contains(new Model(definition, Optional.empty()));
    }

    static Stream<Optimizer> optimizers() {
        return Stream.concat(examples(Optimizer.class), Stream.of(new Optimizer.SGD(0.1, 0.9, true)));
    }

    @ParameterizedTest
    @MethodSource("optimizers")
    void readsBackEveryOptimizerItWrites(Optimizer optimizer) {
        assertThat(reader.optimizer(writer.optimizer(optimizer)).value()).contains(optimizer);
    }

    static Stream<Callback> callbacks() {
        return Stream.concat(
                examples(Callback.class),
                Stream.of(
                        new Callback.EarlyStopping("loss", 0.5, 3, "min", 0.1, true, 2),
                        new Callback.LearningRateScheduler("lr * a^epoch", Map.of("a", 0.9))));
    }

    @ParameterizedTest
    @MethodSource("callbacks")
    void readsBackEveryCallbackItWrites(Callback callback) {
        assertThat(reader.callback(writer.callback(callback)).value()).contains(callback);
    }

    @Test
    void keepsTheCompileConfigOfAModel() {
        Model model = reader.model(golden("models/mlp-regression.json")).value().orElseThrow();

        assertThat(reader.model(writer.model(model)).value()).contains(model);
    }

    /** One of every kind, arguments left out: a new kind is tested without a word here. */
    private static <T> Stream<T> examples(Class<T> family) {
        return Family.of(family).kinds().stream()
                .flatMap(kind -> kind.example().stream())
                .map(family::cast);
    }
}
