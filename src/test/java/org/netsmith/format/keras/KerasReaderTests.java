package org.netsmith.format.keras;

import static org.assertj.core.api.Assertions.assertThat;
import static org.netsmith.format.keras.Fixtures.cases;
import static org.netsmith.format.keras.Fixtures.golden;
import static org.netsmith.format.keras.Fixtures.json;
import static org.netsmith.format.keras.Fixtures.layer;
import static org.netsmith.format.keras.Fixtures.pointers;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.engine.Finding;
import org.netsmith.engine.activation.ActivationFunction;
import org.netsmith.engine.activation.ActivationFunction.Elu;
import org.netsmith.engine.activation.ActivationFunction.Formula;
import org.netsmith.engine.activation.ActivationFunction.HardSigmoid;
import org.netsmith.engine.activation.ActivationFunction.LeakyRelu;
import org.netsmith.engine.activation.ActivationFunction.Linear;
import org.netsmith.engine.activation.ActivationFunction.Relu;
import org.netsmith.engine.activation.ActivationFunction.Silu;
import org.netsmith.engine.activation.ActivationFunction.Softmax;
import org.netsmith.engine.backend.DType;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.initializer.Initializer.VarianceScaling;
import org.netsmith.engine.layer.Activation;
import org.netsmith.engine.layer.BatchNormalization;
import org.netsmith.engine.layer.Dense;
import org.netsmith.engine.layer.Dropout;
import org.netsmith.engine.layer.Flatten;
import org.netsmith.engine.layer.Layer;
import org.netsmith.engine.layer.PReLU;
import org.netsmith.engine.loss.Loss;
import org.netsmith.engine.metric.Metric;
import org.netsmith.engine.network.NetworkDefinition;
import org.netsmith.engine.network.NetworkDefinition.Input;
import org.netsmith.engine.network.NetworkDefinition.Node;
import org.netsmith.engine.network.Summary;
import org.netsmith.engine.optimizer.Optimizer;
import org.netsmith.engine.regularizer.Regularizer;
import org.netsmith.format.keras.KerasReader.CompileConfig;
import org.netsmith.format.keras.KerasReader.Model;
import org.netsmith.format.keras.KerasReader.Reading;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class KerasReaderTests {

    private final KerasReader reader = new KerasReader();

    @ParameterizedTest
    @CsvSource({
        "mlp-regression, json",
        "mlp-regression, legacy.json",
        "mlp-regression, legacy-minimal.json",
        "mlp-regression, hybrid.json",
        "mlp-binary-bn-dropout, legacy.json",
        "mlp-binary-bn-dropout, legacy-minimal.json",
        "mlp-binary-bn-dropout, hybrid.json",
        "deferred-build, json",
        "deferred-build, legacy.json",
        "deferred-build, legacy-minimal.json",
        "deferred-build, hybrid.json",
        "cnn-small, json",
        "cnn-small, legacy.json",
        "cnn-small, legacy-minimal.json",
        "cnn-small, hybrid.json",
        "hard-sigmoid, json",
        "hard-sigmoid, legacy.json",
        "hard-sigmoid, legacy-minimal.json",
        "hard-sigmoid, hybrid.json"
    })
    void readsEveryDialectOfAGoldenModelToTheSameShapesAndCounts(String id, String dialect) {
        JsonNode expected = golden("models/" + id + ".io.json");

        NetworkDefinition definition =
                model(golden("models/" + id + "." + dialect)).definition();
        Summary summary = Summary.of(definition, definition.inputShape().orElseThrow());

        assertThat(summary.parameters())
                .isEqualTo(expected.at("/parameters/total").longValue());
        assertThat(summary.trainableParameters())
                .isEqualTo(expected.at("/parameters/trainable").longValue());
        assertThat(summary.layers())
                .extracting(layer -> layer.name() + layer.outputShape().extents() + layer.parameters())
                .containsExactlyElementsOf(expected.get("layers")
                        .valueStream()
                        .map(KerasReaderTests::described)
                        .toList());
    }

    private static String described(JsonNode layer) {
        List<Long> shape = layer.get("output_shape")
                .valueStream()
                .skip(1)
                .map(JsonNode::longValue)
                .toList();
        return layer.get("name").stringValue() + shape + layer.get("parameters").longValue();
    }

    @Test
    void readsWhatKeras3PrintsForACompiledModel() {
        Model model = model(golden("models/mlp-regression.json"));

        assertThat(model.definition())
                .isEqualTo(new NetworkDefinition(
                        "regression",
                        new Input("features", Optional.of(Shape.of(4)), "float32"),
                        List.of(
                                new Node("hidden", Dense.of(8, new Relu(null, null, null))),
                                new Node("target", Dense.of(1, new Linear()))),
                        DType.FLOAT32));
        assertThat(model.compile())
                .contains(new CompileConfig(
                        Optional.of(new Optimizer.Adam(0.0010000000474974513, null, null, null, null)),
                        Optional.of(new Loss.MeanSquaredError(null)),
                        List.of(new Metric.MeanAbsoluteError("mae"))));
    }

    @Test
    void readsBatchNormalizationWithItsAxisAsAList() {
        NetworkDefinition definition =
                model(golden("models/mlp-binary-bn-dropout.legacy.json")).definition();

        assertThat(definition.nodes())
                .extracting(Node::layer)
                .element(1)
                .isEqualTo(new BatchNormalization(1, null, null, null, null, null, null, null, null));
        assertThat(definition.nodes()).extracting(Node::layer).element(3).isEqualTo(new Dropout(0.3, 3L));
    }

    @Test
    void hardSigmoidOfKeras2StaysWhatItWas() {
        assertThat(firstActivation("hard-sigmoid.json")).isEqualTo(new HardSigmoid());
        assertThat(firstActivation("hard-sigmoid.legacy.json"))
                .isEqualTo(new Formula("clip(0.2*x + 0.5, 0, 1)", Map.of()));
        assertThat(reader.model(golden("models/hard-sigmoid.legacy.json")).warnings())
                .extracting(Finding::pointer)
                .contains("/config/layers/1/config/activation");
    }

    private ActivationFunction firstActivation(String file) {
        return ((Dense) model(golden("models/" + file))
                        .definition()
                        .nodes()
                        .getFirst()
                        .layer())
                .activation();
    }

    @Test
    void readsADefinitionInAString() {
        JsonNode object = golden("models/mlp-regression.json");

        assertThat(reader.model(JsonNodeFactory.instance.stringNode(object.toString()))
                        .value())
                .isEqualTo(reader.model(object).value());
    }

    @Test
    void readsTheModelTopologyWrapperWithKeras2TrainingConfig() {
        ObjectNode topology = JsonNodeFactory.instance
                .objectNode()
                .put("keras_version", "2.15.0")
                .put("backend", "tensorflow");
        topology.set("model_config", golden("models/mlp-regression.legacy.json"));
        topology.set("training_config", json("""
            {'loss': 'mse', 'metrics': [[{'class_name': 'MeanMetricWrapper',
                'config': {'name': 'mae', 'dtype': 'float32', 'fn': 'mean_absolute_error'}}]],
                  'weighted_metrics': null, 'loss_weights': null,
             'optimizer_config': {'class_name': 'Custom>Adam', 'config': {'name': 'Adam', 'weight_decay': null,
               'clipnorm': null,
                'use_ema': false, 'ema_momentum': 0.99, 'jit_compile': false, 'is_legacy_optimizer': false,
                  'learning_rate': 0.5}}}\
            """));
        ObjectNode wrapper = JsonNodeFactory.instance.objectNode();
        wrapper.set("modelTopology", topology);
        wrapper.set("weightsManifest", JsonNodeFactory.instance.arrayNode());

        assertThat(model(wrapper).definition())
                .isEqualTo(model(golden("models/mlp-regression.legacy.json")).definition());
        assertThat(model(wrapper).compile())
                .contains(new CompileConfig(
                        Optional.of(new Optimizer.Adam(0.5, null, null, null, null)),
                        Optional.of(new Loss.MeanSquaredError(null)),
                        List.of(new Metric.MeanAbsoluteError("mae"))));
    }

    @Test
    void readsTheShortForm() {
        JsonNode definition = json("""
            {'name': 'short', 'input_shape': [2, 3], 'layers': ['flatten', {'dense': {'units': 16,
              'activation': 'relu'}}, {'dropout': 0.2},
             {'batch_normalization': {}}, {'leaky_relu': {}}, {'activation': 'swish'}, {'dense': 3}]}\
            """);

        assertThat(model(definition).definition())
                .isEqualTo(new NetworkDefinition(
                        "short",
                        Optional.of(Shape.of(2, 3)),
                        List.of(
                                new Node("flatten", new Flatten()),
                                new Node("dense", Dense.of(16, new Relu(null, null, null))),
                                new Node("dropout", new Dropout(0.2, null)),
                                new Node(
                                        "batch_normalization",
                                        new BatchNormalization(null, null, null, null, null, null, null, null, null)),
                                new Node("leaky_re_lu", new Activation(new LeakyRelu(0.3))),
                                new Node("activation", new Activation(new Silu())),
                                new Node("dense_1", Dense.of(3, new Linear()))),
                        DType.FLOAT32));
    }

    @Test
    void pointsIntoTheShortFormAsItWasWritten() {
        Reading<Model> reading = reader.model(
                json("{'layers': [{'dense': 0}, {'dense': {'units': 2, 'activation': 'rleu'}}, {'dnse': 3}, {}]}"));

        assertThat(pointers(reading))
                .containsExactlyInAnyOrder(
                        "/layers/0/dense", "/layers/1/dense/activation", "/layers/2/dnse", "/layers/3");
        assertThat(reading.errors())
                .extracting(Finding::detail)
                .anyMatch(detail -> detail.contains("did you mean 'relu'?"))
                .anyMatch(detail -> detail.contains("did you mean 'Dense'?"));
    }

    @Test
    void leavesTheInputShapeToTheDataWhereThereIsNone() {
        assertThat(model(json("{'layers': [{'dense': 3}]}")).definition().inputShape())
                .isEmpty();
    }

    @Test
    void readsTheArgumentsOfActivationsWithTheDefaultsOfTheirLayer() {
        assertThat(activation("LeakyReLU", "{}")).isEqualTo(new LeakyRelu(0.3));
        assertThat(activation("LeakyReLU", "{'alpha': 0.1}")).isEqualTo(new LeakyRelu(0.1));
        assertThat(activation("ReLU", "{'max_value': 6.0}")).isEqualTo(new Relu(null, 6.0, null));
        assertThat(activation("ELU", "{'alpha': 0.5}")).isEqualTo(new Elu(0.5));
        assertThat(activation("Softmax", "{'axis': -1}")).isEqualTo(new Softmax());
        assertThat(activation("Activation", "{'activation': 'leaky_relu'}")).isEqualTo(new LeakyRelu(0.2));
        assertThat(activation(
                        "Activation",
                        "{'activation': {'module': 'keras.layers', 'class_name': 'LeakyReLU', 'config': {}}}"))
                .isEqualTo(new LeakyRelu(0.3));
        assertThat(activation(
                        "Activation",
                        "{'activation': {'module': 'builtins', 'class_name': 'function', 'config': 'relu'}}"))
                .isEqualTo(new Relu(null, null, null));
        assertThat(activation(
                        "Activation",
                        "{'activation': {'class_name': 'Formula', 'config': {'expression': 'x + sin(a*x)^2/a',"
                                + " 'parameters': {'a': 2.0}}}}"))
                .isEqualTo(new Formula("x + sin(a*x)^2/a", Map.of("a", 2.0)));
    }

    private ActivationFunction activation(String className, String config) {
        return ((Activation) model(layer(className, config))
                        .definition()
                        .nodes()
                        .getLast()
                        .layer())
                .activation();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        {'expression': 'x +'} | expression | at character
        {'expression': 'a * x'} | expression | unknown name 'a'
        {'expression': 'x', 'parameters': {'a': '1'}} | parameters/a | a finite number
        {'expression': 'x', 'parameters': {'x': 1}} | parameters/x | needs another name
        {'parameters': {}} | expression | needs 'expression'
        {'expression': 7} | expression | a string
        """)
    void refusesFormulasThatCannotBeComputed(String config, String key, String reason) {
        Reading<Model> reading = reader.model(
                layer("Activation", "{'activation': {'class_name': 'Formula', 'config': %s}}".formatted(config)));

        assertThat(pointers(reading)).containsExactly("/config/layers/1/config/activation/config/" + key);
        assertThat(reading.errors().getFirst().detail()).contains(reason);
    }

    @Test
    void refusesFormulasThatAreTooDeep() {
        String formula = "{'activation': {'class_name': 'Formula', 'config': {'expression': '%sx'}}}";

        assertThat(reader.model(layer("Activation", formula.formatted("x+".repeat(100))))
                        .errors())
                .isEmpty();
        assertThat(reader.model(layer("Activation", formula.formatted("x+".repeat(101))))
                        .errors())
                .extracting(Finding::detail)
                .singleElement()
                .asString()
                .contains("too deep, expected at most 100 operations inside each other, received 101");
    }

    @Test
    void reportsEverythingAtOnceWithItsPlace() {
        Reading<Model> reading = reader.model(json("""
            {'class_name': 'Sequential', 'config': {'name': 'a/b', 'layers': [
              {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 0]}},
              {'class_name': 'Dense', 'config': {'units': -3, 'use_bias': 'false', 'kernel_initializer': 'xavier',
                'name': 'd'}},
              {'class_name': 'Dropout', 'config': {'rate': 1.2, 'name': 'd'}},
              {'class_name': 'Dense', 'config': {'units': 2, 'kernel_regularizer': {'class_name': 'L2',
                'config': {'l2': -0.1, 'l1': 0.1}}, 'bias_constraint': 'max_nrm'}},
              {'class_name': 'Lambda', 'config': {}}]},
             'compile_config': {'optimizer': {'class_name': 'SGD', 'config': {'learning_rate': null,
               'clipnorm': -1.0}}, 'loss': 'msee',
              'metrics': ['accurracy'], 'loss_weights': ['1']}}\
            """));

        assertThat(reading.value()).isEmpty();
        assertThat(pointers(reading))
                .containsExactlyInAnyOrder(
                        "/config/name",
                        "/config/layers/0/config/batch_shape/1",
                        "/config/layers/1/config/units",
                        "/config/layers/1/config/use_bias",
                        "/config/layers/1/config/kernel_initializer",
                        "/config/layers/2/config/rate",
                        "/config/layers/2/config/name",
                        "/config/layers/3/config/kernel_regularizer/config/l2",
                        "/config/layers/3/config/kernel_regularizer/config/l1",
                        "/config/layers/3/config/bias_constraint",
                        "/config/layers/4/class_name",
                        "/compile_config/optimizer/config/learning_rate",
                        "/compile_config/optimizer/config/clipnorm",
                        "/compile_config/loss",
                        "/compile_config/metrics/0",
                        "/compile_config/loss_weights/0");
    }

    @Test
    void warnsOfUnknownKeysOfLayersAndRefusesThoseOfOptimizers() {
        Reading<Model> network = reader.model(layer("Dense", "{'units': 3, 'activaton': 'relu'}"));
        Reading<Optimizer> optimizer = reader.optimizer(json("{'class_name': 'SGD', 'config': {'momentun': 0.9}}"));

        assertThat(network.value()).isPresent();
        assertThat(network.warnings())
                .extracting(Finding::pointer)
                .containsExactly("/config/layers/1/config/activaton");
        assertThat(network.warnings().getFirst().detail()).contains("did you mean 'activation'?");
        assertThat(pointers(optimizer)).containsExactly("/config/momentun");
        assertThat(optimizer.errors().getFirst().detail()).contains("did you mean 'momentum'?");
    }

    @Test
    void readsFrozenLayersAndOneDTypeForAll() {
        Model model = model(layer(
                "Dense",
                "{'units': 3, 'trainable': false, 'dtype': {'class_name': 'DTypePolicy', 'config': {'name':"
                        + " 'float64'}}}"));

        assertThat(model.definition().nodes().getFirst().trainable()).isFalse();
        assertThat(model.definition().dtype()).isEqualTo(DType.FLOAT64);
        assertThat(pointers(reader.model(layer("Dense", "{'units': 3, 'dtype': 'mixed_float16'}"))))
                .containsExactly("/config/layers/1/config/dtype");
    }

    @Test
    void readsAFunctionalModelThatIsOneLineInWhateverOrderItsLayersStand() {
        JsonNode model = json("""
            {'class_name': 'Functional', 'config': {'name': 'line', 'layers': [
              {'class_name': 'Dense', 'name': 'b', 'config': {'name': 'b', 'units': 2},
                'inbound_nodes': [[['a', 0, 0, {}]]]},
              {'class_name': 'InputLayer', 'name': 'in', 'config': {'name': 'in', 'batch_shape': [null, 4]},
                'inbound_nodes': []},
              {'class_name': 'Dense', 'name': 'a', 'config': {'name': 'a', 'units': 3}, 'inbound_nodes': [{'args': [
                {'class_name': '__keras_tensor__', 'config': {'shape': [null, 4], 'dtype': 'float32',
                  'keras_history': ['in', 0, 0]}}], 'kwargs': {}}]}],
              'input_layers': [['in', 0, 0]], 'output_layers': [['b', 0, 0]]}}\
            """);

        assertThat(model(model).definition().nodes()).extracting(Node::name).containsExactly("b", "a");
    }

    @Test
    void readsRegularizersAndConstraintsHoweverTheyAreWritten() {
        Dense expected = new Dense(
                3L,
                null,
                null,
                null,
                null,
                new Regularizer.L2(0.25),
                new Regularizer.L1L2(0.5, null),
                new Regularizer.L1(null),
                new Constraint.MaxNorm(1.5, null),
                new Constraint.NonNeg());

        assertThat(lastLayer(layer("Dense", """
            {'units': 3, 'kernel_regularizer': {'module': 'keras.regularizers', 'class_name': 'L2', 'config':
              {'l2': 0.25}}, 'bias_regularizer': {'class_name': 'L1L2', 'config': {'l1': 0.5}},
              'activity_regularizer': 'l1', 'kernel_constraint': {'class_name': 'MaxNorm', 'config':
              {'max_value': 1.5, 'axis': [0]}}, 'bias_constraint': 'non_neg'}\
            """))).isEqualTo(expected);
        assertThat(lastLayer(layer("BatchNormalization", """
            {'gamma_regularizer': 'L2', 'beta_regularizer': null, 'beta_constraint': 'UnitNorm'}\
            """)))
                .isEqualTo(new BatchNormalization(
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        new Regularizer.L2(null),
                        new Constraint.UnitNorm(null),
                        null));
        assertThat(lastLayer(layer("PReLU", "{'alpha_initializer': 'ones', 'shared_axes': [1]}")))
                .isEqualTo(new PReLU(new Initializer.Ones(), null, null, List.of(1)));
    }

    private Layer lastLayer(JsonNode definition) {
        return model(definition).definition().nodes().getLast().layer();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'class_name': 'MinMaxNorm', 'config': {'min_value': 2.0}} | /config | min_value must not be above max_value
        {'class_name': 'MinMaxNorm', 'config': {'rate': 1.5}} | /config/rate | at most 1
        {'class_name': 'MaxNorm', 'config': {'axis': [0, 1]}} | /config/axis | an integer
        {'class_name': 'MaxNorm', 'config': {'max_valu': 1}} | /config/max_valu | did you mean 'max_value'?
        {'class_name': 'MaxNrm', 'config': {}} | /class_name | did you mean 'MaxNorm'?
        'unit' | "" | unknown constraint
        2 | "" | the name of a constraint
        """)
    void refusesConstraintsThatMeanNothing(String constraint, String key, String reason) {
        Reading<Model> reading =
                reader.model(layer("Dense", "{'units': 3, 'kernel_constraint': %s}".formatted(constraint)));

        assertThat(pointers(reading)).containsExactly("/config/layers/1/config/kernel_constraint" + key);
        assertThat(reading.errors().getFirst().detail()).contains(reason);
    }

    @Test
    void readsEveryInitializerByClass() {
        assertThat(initializer("{'class_name': 'RandomUniform', 'config': {'minval': -1, 'maxval': 2.5, 'seed': 3}}"))
                .isEqualTo(new Initializer.RandomUniform(-1.0, 2.5, 3L));
        assertThat(initializer("{'class_name': 'VarianceScaling', 'config': {'mode': 'fan_avg', 'scale': 2.0,"
                        + " 'distribution': 'untruncated_normal'}}"))
                .isEqualTo(new VarianceScaling(
                        2.0, VarianceScaling.Mode.FAN_AVG, VarianceScaling.Distribution.UNTRUNCATED_NORMAL, null));
        assertThat(initializer("{'class_name': 'OrthogonalInitializer', 'config': {'gain': 0.5}}"))
                .isEqualTo(new Initializer.Orthogonal(0.5, null));
        assertThat(initializer("'IdentityInitializer'")).isEqualTo(new Initializer.Identity(null));
        assertThat(initializer("'normal'")).isEqualTo(new Initializer.RandomNormal(null, null, null));
    }

    private Initializer initializer(String json) {
        return ((Dense) lastLayer(layer("Dense", "{'units': 3, 'kernel_initializer': %s}".formatted(json))))
                .kernelInitializer();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'class_name': 'RandomNormal', 'config': {'stddev': -1}} | /config/stddev | at least 0
        {'class_name': 'RandomUniform', 'config': {'minval': 1}} | /config | minval must not be above maxval
        {'class_name': 'VarianceScaling', 'config': {'scale': 0}} | /config/scale | above 0
        {'class_name': 'VarianceScaling', 'config': {'mode': 'fan'}} | /config/mode | fan_in, fan_out, fan_avg
        {'class_name': 'GlorotNormal', 'config': {'seed': 1.5}} | /config/seed | an integer
        {'class_name': 'GlorotNormal', 'config': {'input_axes': [0]}} | /config/input_axes | not supported
        'stft' | "" | unknown initializer
        """)
    void refusesInitializersThatMeanNothing(String initializer, String key, String reason) {
        Reading<Model> reading =
                reader.model(layer("Dense", "{'units': 3, 'kernel_initializer': %s}".formatted(initializer)));

        assertThat(pointers(reading)).containsExactly("/config/layers/1/config/kernel_initializer" + key);
        assertThat(reading.errors().getFirst().detail()).contains(reason);
    }

    @Test
    void readsActivationsWithTheirOptions() {
        assertThat(activation("Softmax", "{'axis': 1}")).isEqualTo(new Softmax(1));
        assertThat(activation("Activation", "{'activation': 'hard_swish'}"))
                .isEqualTo(new ActivationFunction.HardSilu());
        assertThat(activation(
                        "Activation", "{'activation': {'class_name': 'SoftShrink', 'config': {'threshold': 0.25}}}"))
                .isEqualTo(new ActivationFunction.SoftShrink(0.25));
        assertThat(activation(
                        "Activation",
                        "{'activation': {'class_name': 'Threshold', 'config': {'threshold': 1, 'default_value': 2}}}"))
                .isEqualTo(new ActivationFunction.Threshold(1.0, 2.0));
        assertThat(pointers(reader.model(layer("Activation", "{'activation': 'threshold'}"))))
                .containsExactly(
                        "/config/layers/1/config/activation/threshold",
                        "/config/layers/1/config/activation/default_value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'class_name': 'Adam', 'config': {'learning_rate': 0.5}}",
                "{'class_name': 'Adam', 'config': {'lr': 0.5}}",
                "{'class_name': 'Custom>Adam', 'module': 'keras.optimizers', 'config': {'learning_rate': 0.5,"
                        + " 'weight_decay': null}}"
            })
    void readsAnOptimizerHoweverItIsWritten(String written) {
        assertThat(reader.optimizer(json(written)).value()).contains(new Optimizer.Adam(0.5, null, null, null, null));
    }

    @Test
    void aMetricKeepsTheNameThatWasWritten() {
        assertThat(reader.metric(json("'acc'")).value()).contains(new Metric.Unresolved("acc"));
        assertThat(reader.metric(json("'mse'")).value()).contains(new Metric.MeanSquaredError("mse"));
        assertThat(reader.metric(json("{'class_name': 'BinaryAccuracy', 'config': {'threshold': 0.25}}"))
                        .value())
                .contains(new Metric.BinaryAccuracy("binary_accuracy", 0.25));
        assertThat(reader.metric(json("{'class_name': 'Accuracy', 'config': {}}"))
                        .value())
                .contains(new Metric.Accuracy("accuracy"));
        assertThat(reader.metric(json("'huber'")).value())
                .contains(new Metric.MeanMetricWrapper("huber", new Loss.Huber(null, null)));
    }

    @Test
    void readsCallbacksStrictly() {
        assertThat(reader.callback(json("{'class_name': 'EarlyStopping', 'config': {'patience': 3, 'verbose': 1}}"))
                        .value())
                .isPresent();
        assertThat(pointers(reader.callback(json(
                        "{'class_name': 'EarlyStopping', 'config': {'patience': -1, 'patince': 3, 'mode': 'up'}}"))))
                .containsExactlyInAnyOrder("/config/patience", "/config/patince", "/config/mode");
    }

    @Test
    void refusesLambdaLayersByName() {
        assertThat(reader.model(layer("Lambda", "{}")).errors())
                .extracting(Finding::detail)
                .containsExactly("Lambda layers hold code, which is never run; write the function as a Formula");
    }

    @Test
    void neverLooksAClassNameUp() {
        for (String name : List.of("java.lang.Runtime", "org.netsmith.engine.layer.Dense", "Layer", "Object")) {
            assertThat(pointers(reader.model(layer(name, "{}")))).containsExactly("/config/layers/1/class_name");
        }
    }

    @Test
    void survivesAnyValueAnywhere() {
        ObjectNode model = (ObjectNode) golden("models/mlp-regression.json");
        List<JsonNode> junk = List.of(
                json("null"),
                json("true"),
                json("-1"),
                json("1e999"),
                json("'x'"),
                json("[]"),
                json("[[1]]"),
                json("{}"),
                json("{'class_name': {}}"),
                json("99999999999999999999999"));

        replaceEverywhere(model, model, junk);
    }

    /** Puts each piece of junk in each place of the model in turn, and reads. */
    private void replaceEverywhere(JsonNode model, JsonNode node, List<JsonNode> junk) {
        for (String key : List.copyOf(node.propertyNames())) {
            JsonNode original = node.get(key);
            junk.forEach(value -> {
                ((ObjectNode) node).set(key, value);
                assertThat(reader.model(model)).isNotNull();
            });
            ((ObjectNode) node).set(key, original);
            replaceEverywhere(model, original, junk);
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            int index = i;
            JsonNode original = node.get(i);
            junk.forEach(value -> {
                ((ArrayNode) node).set(index, value);
                assertThat(reader.model(model)).isNotNull();
            });
            ((ArrayNode) node).set(i, original);
            replaceEverywhere(model, original, junk);
        }
    }

    private Model model(JsonNode definition) {
        Reading<Model> reading = reader.model(definition);
        assertThat(reading.errors()).isEmpty();
        return reading.value().orElseThrow();
    }

    @Test
    void readsInitializersByIdAliasAndObject() {
        for (String written : List.of("'zeros'", "'zero'", "'Zeros'", "{'class_name': 'Zeros', 'config': {}}")) {
            Layer layer = model(layer("Dense", "{'units': 1, 'kernel_initializer': %s}".formatted(written)))
                    .definition()
                    .nodes()
                    .getFirst()
                    .layer();
            assertThat(((Dense) layer).kernelInitializer()).as(written).isEqualTo(new Initializer.Zeros());
        }
    }

    @Test
    void warnsOfADeclaredShapeThatIsNotTheRealOne() {
        JsonNode example = cases("errors.json")
                .filter(one -> one.get("id").stringValue().equals("wrong-declared-shape"))
                .findFirst()
                .orElseThrow();

        Reading<Model> reading = reader.model(example.get("json"));

        assertThat(reading.value()).isPresent();
        assertThat(reading.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.pointer()).endsWith("/inbound_nodes/0/args/0/config/shape"))
                .satisfies(warning -> assertThat(warning.detail()).contains("[4]", "[null,99]"));
    }
}
