package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.FeatureSpec;
import org.netsmith.engine.fit.Fit;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.NetworkVersion;
import org.netsmith.network.Networks;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobResolverTests {

    private final JsonMapper json = TestTraining.JSON;
    private final Networks networks = mock(Networks.class);
    private final JobResolver resolver =
            new JobResolver(TestDatasets.all(), networks, mock(NetworkDefinitions.class), TestTraining.SETTINGS, json);

    @Test
    void fillsInEverythingForTheLeastRequest() {
        Submission job = resolve("{'dataset': 'iris', 'target': 'species'}");

        JsonNode spec = json.valueToTree(job.spec());
        assertThat(spec.path("dataset").asString()).isEqualTo("iris@1");
        assertThat(spec.path("features")).hasSize(4);
        assertThat(spec.at("/features/0/encoding").asString()).isEqualTo("standardize");
        assertThat(spec.at("/network/class_name").asString()).isEqualTo("Sequential");
        assertThat(units(spec)).containsExactly(64, 32, 3);
        assertThat(spec.at("/network/config/layers").toString()).contains("'Dropout'".replace('\'', '"'), "0.3");
        assertThat(spec.at("/compile/optimizer/class_name").asString()).isEqualTo("Adam");
        assertThat(spec.at("/compile/loss/class_name").asString()).isEqualTo("SparseCategoricalCrossentropy");
        assertThat(spec.at("/compile/metrics/0").asString()).isEqualTo("accuracy");
        assertThat(spec.at("/fit/epochs").asInt()).isEqualTo(100);
        assertThat(spec.at("/fit/batch_size").asInt()).isEqualTo(32);
        assertThat(spec.at("/fit/callbacks")).isEmpty();
        assertThat(spec.at("/register/model").asString()).isEqualTo("iris");
        assertThat(spec.path("seed").isIntegralNumber()).isTrue();
        assertThat(spec.path("priority").asInt()).isZero();
        assertThat(job.plan().monitor()).isEqualTo(new TrainingPlan.Monitor("loss", false));
    }

    @Test
    void aSpecPostedAgainGivesTheSamePlan() {
        Submission first = resolve("""
            {'dataset': 'penguins', 'target': 'species', 'validation': {'split': 0.2},
             'fit': {'class_weight': {'Gentoo': 2.0}}, 'register': {'aliases': ['champion']}, 'labels': {'team': 'a'}}\
            """);
        Submission again =
                resolver.resolve("again", json.treeToValue(json.valueToTree(first.spec()), JobRequest.class));

        assertThat(json.writeValueAsString(again.spec())).isEqualTo(json.writeValueAsString(first.spec()));
        assertThat(json.writeValueAsString(again.plan())).isEqualTo(json.writeValueAsString(first.plan()));
    }

    @Test
    void plansSurviveTheDatabase() {
        TrainingPlan plan = resolve(
                        "{'dataset': 'houses', 'target': 'price', 'validation': {'column': 'part', 'value': 'test'}}")
                .plan();

        TrainingPlan read = json.readValue(json.writeValueAsString(plan), TrainingPlan.class);

        assertThat(json.writeValueAsString(read)).isEqualTo(json.writeValueAsString(plan));
        assertThat(read.holdout()).isEqualTo(new Holdout.Where("part", "test"));
        assertThat(read.encoders()).isEqualTo(plan.encoders());
    }

    @Test
    void heldOutRowsBringEarlyStoppingByDefault() {
        JsonNode spec =
                json.valueToTree(resolve("{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2}}")
                        .spec());

        assertThat(spec.at("/validation/stratify").asBoolean()).isTrue();
        assertThat(spec.at("/fit/callbacks/0/config/monitor").asString()).isEqualTo("val_loss");
        assertThat(spec.at("/fit/callbacks/0/config/restore_best_weights").asBoolean())
                .isTrue();
    }

    /** Iris has 150 rows, in batches of 32 five an epoch; four are left of 120 rows. */
    @Test
    void theRateFallsUntilTheLastEpochWhereNetworkAndEpochsAreLeftToUs() {
        JsonNode rate = rate("{'dataset': 'iris', 'target': 'species'}");

        assertThat(rate.path("class_name").asString()).isEqualTo("CosineDecay");
        assertThat(rate.at("/config/initial_learning_rate").asDouble()).isEqualTo(0.002);
        assertThat(rate.at("/config/decay_steps").asInt()).isEqualTo(5 * 100);
        assertThat(rate("{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2}}")
                        .at("/config/decay_steps")
                        .asInt())
                .isEqualTo(4 * 100);
        for (String said : List.of(
                "'fit': {'epochs': 5}",
                "'validation': {'folds': 3}",
                "'fit': {'callbacks': [{'class_name': 'ReduceLROnPlateau', 'config': {'monitor': 'loss'}}]}",
                "'network': {'layers': [{'dense': {'units': 3, 'activation': 'softmax'}}]}")) {
            assertThat(rate("{'dataset': 'iris', 'target': 'species', %s}".formatted(said)).asDouble())
                    .as(said)
                    .isEqualTo(0.001);
        }
    }

    private JsonNode rate(String request) {
        return json.<JsonNode>valueToTree(resolve(request).spec()).at("/compile/optimizer/config/learning_rate");
    }

    @Test
    void ofManyRowsATenthIsHeldOutWhereNothingIsSaid() {
        Submission many = resolve("{'dataset': 'digits', 'target': 'y'}");
        Submission few = resolve("{'dataset': 'iris', 'target': 'species'}");

        assertThat(many.plan().holdout()).isEqualTo(new Holdout.Drawn(0.1, true));
        assertThat(many.spec().validation().split()).isEqualTo(0.1);
        assertThat(many.warnings()).extracting(Finding::pointer).contains("/validation");
        assertThat(many.plan().callbacks()).hasSize(1);
        assertThat(few.plan().holdout()).isEqualTo(new Holdout.None());
        for (String said :
                List.of("'fit': {'epochs': 5}", "'fit': {'validation_split': 0.0}", "'fit': {'callbacks': []}")) {
            assertThat(resolve("{'dataset': 'digits', 'target': 'y', %s}".formatted(said))
                            .plan()
                            .holdout())
                    .as(said)
                    .isEqualTo(new Holdout.None());
        }
    }

    @Test
    void someoneWhoNamesEpochsGetsThemAll() {
        Submission job =
                resolve("{'dataset': 'iris', 'target': 'species', 'fit': {'epochs': 7, 'validation_split': 0.1}}");

        assertThat(job.spec().fit().epochs()).isEqualTo(7);
        assertThat(job.spec().fit().callbacks()).isEmpty();
        assertThat(job.plan().holdout()).isEqualTo(new Holdout.Last(0.1));
        assertThat(job.plan().monitor().key()).isEqualTo("val_loss");
    }

    @Test
    void rowsAreDividedByTimeByGroupOrIntoFolds() {
        Submission time =
                resolve("{'dataset': 'houses', 'target': 'price', 'validation': {'split': 0.2, 'time': 'weight'}}");
        Submission group =
                resolve("{'dataset': 'houses', 'target': 'price', 'validation': {'split': 0.2, 'group': 'part'}}");
        Submission folds = resolve("{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 5}}");

        assertThat(time.plan().holdout()).isEqualTo(new Holdout.Latest(0.2, "weight"));
        assertThat(group.plan().holdout()).isEqualTo(new Holdout.Groups(0.2, "part"));
        assertThat(folds.plan().holdout()).isEqualTo(new Holdout.Folds(5, true, null, null));
        assertThat(time.spec().features().all()).extracting(FeatureSpec::name).containsExactly("area", "rooms", "part");
        assertThat(group.spec().features().all())
                .extracting(FeatureSpec::name)
                .containsExactly("area", "rooms", "weight");
        assertThat(time.plan().data().columns()).extracting(Column::name).contains("weight");
        assertThat(folds.plan().monitor()).isEqualTo(new TrainingPlan.Monitor("loss", false));
        assertThat(resolver.resolve("again", folds.spec()).spec()).isEqualTo(folds.spec());
        assertThat(resolver.resolve("again", group.spec()).spec()).isEqualTo(group.spec());
    }

    @Test
    void aColumnThatDividesRowsMayBeAFeatureByName() {
        Submission job = resolve(
                "{'dataset': 'houses', 'target': 'price', 'features': ['area', 'weight'], 'validation': {'folds': 4,"
                        + " 'time': 'weight'}}");

        assertThat(job.spec().features().all()).extracting(FeatureSpec::name).containsExactly("area", "weight");
        assertThat(job.plan().holdout()).isEqualTo(new Holdout.Folds(4, false, "weight", null));
    }

    @Test
    void aNumberIsPredictedByOneLinearUnitAndMeasuredByItsR2() {
        JsonNode spec = json.valueToTree(
                resolve("{'dataset': 'houses', 'target': 'price'}").spec());

        assertThat(units(spec)).containsExactly(64, 32, 1);
        assertThat(spec.at("/compile/loss/class_name").asString()).isEqualTo("MeanSquaredError");
        assertThat(spec.at("/compile/metrics").toString()).contains("r2_score");
    }

    @Test
    void twoLabelsGetOneSigmoidUnit() {
        JsonNode spec = json.valueToTree(
                resolve("{'dataset': 'penguins', 'target': 'sex'}").spec());

        assertThat(units(spec)).endsWith(1);
        assertThat(spec.at("/compile/loss/class_name").asString()).isEqualTo("BinaryCrossentropy");
    }

    @Test
    void theDefaultOutputFollowsTheLoss() {
        JsonNode spec = json.valueToTree(resolve("""
            {'dataset': 'penguins', 'target': 'sex', 'compile': {'loss': {'class_name': 'SparseCategoricalCrossentropy', 'config': {'from_logits': true}}}}\
            """).spec());

        assertThat(units(spec)).endsWith(2);
        assertThat(spec.at("/network/config/layers").toString()).contains("\"activation\":\"linear\"");
    }

    @Test
    void imagesAreFlattenedForANetworkWithoutFlatten() {
        Submission job = resolve("""
            {'dataset': 'digits', 'target': 'y', 'network': {'layers': [{'dense': {'units': 10, 'activation': 'softmax'}}]}}\
            """);

        assertThat(json.<JsonNode>valueToTree(job.spec()).at("/network").toString())
                .contains("[null,784]");
        assertThat(job.warnings())
                .extracting(Finding::detail)
                .anyMatch(detail -> detail.contains("[28, 28]") && detail.contains("[784]"));
    }

    @Test
    void imagesKeepTheirShapeForANetworkWithFlatten() {
        JsonNode spec =
                json.valueToTree(resolve("{'dataset': 'digits', 'target': 'y'}").spec());

        assertThat(units(spec)).containsExactly(512, 512, 10);
        assertThat(spec.at("/network").toString()).contains("[null,28,28]");
        assertThat(spec.at("/fit/batch_size").asInt()).isEqualTo(512);
    }

    @Test
    void theCompileConfigOfANetworkIsTheDefault() {
        JsonNode definition = json.readTree("""
            {"class_name": "Sequential", "module": "keras", "config": {"name": "s", "layers": [
                {"module": "keras.layers", "class_name": "Dense", "config": {"units": 3, "activation": "softmax"}}]},
             "compile_config": {"optimizer": {"class_name": "SGD", "config": {"learning_rate": 0.5}}, "loss": "categorical_crossentropy", "loss_weights": [0.5], "metrics": ["accuracy"], "weighted_metrics": ["accuracy"]}}\
            """);
        when(networks.find("stored@2"))
                .thenReturn(Optional.of(new NetworkVersion("stored", 2, Instant.EPOCH, "ef".repeat(32), definition)));

        Submission job = resolve(
                "{'dataset': 'iris', 'target': 'species', 'network': 'stored@2', 'compile': {'optimizer': 'adam'}}");

        assertThat(job.spec().compile().optimizer().path("class_name").asString())
                .isEqualTo("Adam");
        assertThat(job.spec().compile().loss().path("class_name").asString()).isEqualTo("CategoricalCrossentropy");
        assertThat(job.plan().objective().heads().getFirst().lossWeight()).isEqualTo(0.5);
        assertThat(job.plan().objective().heads().getFirst().weightedMetrics()).hasSize(1);
        assertThat(job.plan().networkReference()).isEqualTo("stored@2");
    }

    @Test
    void leavesOutTheColumnsThatHaveAnotherPart() {
        Submission job = resolve("""
            {'dataset': 'houses', 'target': 'price', 'validation': {'column': 'part', 'value': 'test'}, 'fit': {'sample_weight': 'weight'}}\
            """);

        assertThat(job.spec().features().all()).extracting("name").containsExactly("area", "rooms");
        assertThat(job.plan().data().columns())
                .extracting("name")
                .containsExactly("area", "rooms", "weight", "part", "price");
    }

    @Test
    void showsTheLoopWithItsDefaults() {
        JsonNode fit = json.valueToTree(
                        resolve("{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2}}")
                                .spec())
                .path("fit");

        assertThat(fit.path("initial_epoch").asInt(-1)).isZero();
        assertThat(fit.path("validation_freq").asInt()).isEqualTo(1);
        assertThat(fit.path("validation_batch_size").asInt()).isEqualTo(32);
        assertThat(fit.propertyNames()).doesNotContain("steps_per_epoch", "validation_steps");
    }

    @Test
    void takesEveryArgumentOfTheLoop() {
        Submission job = resolve("""
            {'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2},
             'fit': {'initial_epoch': 2, 'epochs': 6, 'batch_size': 16, 'steps_per_epoch': 3, 'shuffle': false,
                     'validation_steps': 2, 'validation_batch_size': 8, 'validation_freq': [5, 3]}}\
            """);

        assertThat(job.plan().loop())
                .isEqualTo(new TrainingPlan.Loop(2, 6, 16, 3, false, new Fit.Validation(8, 2, 1, Set.of(3, 5))));
        assertThat(json.<JsonNode>valueToTree(job.spec())
                        .at("/fit/validation_freq")
                        .toString())
                .isEqualTo("[3,5]");
        Submission again = resolver.resolve("again", json.treeToValue(json.valueToTree(job.spec()), JobRequest.class));
        assertThat(again.plan().loop()).isEqualTo(job.plan().loop());
    }

    @Test
    void epochsAreCountedFromTheInitialOne() {
        Submission job = resolve("{'dataset': 'iris', 'target': 'species', 'fit': {'initial_epoch': 50}}");

        assertThat(job.plan().loop().epochs()).isEqualTo(150);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {"0.5", "[0.5]", "{'dense_2': 0.5}"})
    void theLossOfTheOnlyOutputIsWeighed(String weights) {
        Submission job =
                resolve("{'dataset': 'iris', 'target': 'species', 'compile': {'loss_weights': %s}}".formatted(weights));

        assertThat(job.plan().objective().heads().getFirst().lossWeight()).isEqualTo(0.5);
        assertThat(job.spec().compile().lossWeights().asDouble()).isEqualTo(0.5);
    }

    @Test
    void weightedMetricsAreToldApart() {
        Submission job = resolve("""
            {'dataset': 'penguins', 'target': 'species', 'validation': {'split': 0.2},
             'compile': {'metrics': ['accuracy'], 'weighted_metrics': ['accuracy', 'sparse_categorical_crossentropy']},
             'fit': {'class_weight': {'Gentoo': 2.0},
                     'callbacks': [{'class_name': 'EarlyStopping', 'config': {'monitor': 'val_weighted_accuracy'}},
                                   {'class_name': 'EarlyStopping', 'config': {'monitor': 'sparse_categorical_crossentropy'}}]}}\
            """);

        assertThat(job.plan().objective().heads().getFirst().weightedMetrics()).hasSize(2);
        assertThat(job.plan().monitor()).isEqualTo(new TrainingPlan.Monitor("val_weighted_accuracy", true));
        assertThat(job.warnings())
                .anyMatch(warning -> warning.pointer().equals("/fit/class_weight")
                        && warning.detail().contains("Adelie, Chinstrap"));
    }

    @Test
    void onlyWeightedMetricsAreOnlyThose() {
        Submission job =
                resolve("{'dataset': 'iris', 'target': 'species', 'compile': {'weighted_metrics': ['accuracy']}}");

        assertThat(job.spec().compile().metrics()).isEmpty();
        assertThat(job.spec().compile().weightedMetrics()).hasSize(1);
    }

    @Test
    void whatChangesNothingIsSaid() {
        Submission unvalidated = resolve(
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_steps': 2, 'validation_freq': 2}}");
        Submission never =
                resolve("{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2}, 'fit': {'epochs': 4,"
                        + " 'validation_freq': 5}}");

        assertThat(unvalidated.warnings())
                .extracting(Finding::pointer)
                .containsExactly("/fit/validation_steps", "/fit/validation_freq");
        assertThat(unvalidated.plan().loop().validation()).isEqualTo(Fit.Validation.AFTER_EVERY_EPOCH);
        assertThat(never.warnings()).extracting(Finding::pointer).contains("/fit/validation_freq");
    }

    @Test
    void whereACheckpointLiesIsNotTheRequestsToSay() {
        Submission job = resolve("""
            {'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'ModelCheckpoint', 'config':
             {'filepath': '../../x.keras', 'save_weights_only': true, 'save_freq': 'epoch', 'verbose': 1}}]}}\
            """);

        assertThat(job.warnings())
                .anyMatch(warning -> warning.pointer().equals("/fit/callbacks/0/config/filepath")
                        && warning.detail().contains("with the job"));
        assertThat(job.plan().callbacks().getFirst().toString()).doesNotContain("x.keras");
    }

    @Test
    void theLearningRateCanBeWatchedBehindWhatReportsIt() {
        Submission job = resolve("""
            {'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [
             {'class_name': 'ReduceLROnPlateau', 'config': {'monitor': 'loss'}},
             {'class_name': 'EarlyStopping', 'config': {'monitor': 'learning_rate', 'mode': 'min'}}]}}\
            """);

        assertThat(job.plan().monitor()).isEqualTo(new TrainingPlan.Monitor("learning_rate", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "a,b | c | /features | 2 inputs (a, b); expected features as an object",
                "a | c,d | /target | 2 outputs (c, d), and 1 of them have a target",
                "a,b | c,d | /target | 2 outputs (c, d)",
            })
    void aGraphWithoutFeaturesOrTargetForEachEndIsRefusedByName(
            String inputs, String outputs, String pointer, String detail) {
        ProblemException problem = refuse("{'dataset': 'iris', 'target': 'species', 'network': %s}"
                .formatted(graph(inputs.split(","), outputs.split(","), "float32")));

        assertThat(problem.errors())
                .anyMatch(error ->
                        error.pointer().equals(pointer) && error.detail().contains(detail));
    }

    @Test
    void textIsRefusedByTheInputThatTakesIt() {
        assertThat(refuse("{'dataset': 'iris', 'target': 'species', 'network': %s}"
                                .formatted(graph(new String[] {"a"}, new String[] {"c"}, "string")))
                        .errors())
                .anyMatch(error -> error.detail().contains("'a' of the network are texts"));
    }

    @Test
    void aGraphWithOneWayInAndOneOutIsTrained() {
        Submission job = resolve("{'dataset': 'iris', 'target': 'species', 'network': %s}"
                .formatted(graph(new String[] {"a"}, new String[] {"c"}, "float32")));

        assertThat(units(json.valueToTree(job.spec()))).containsExactly(3);
        assertThat(job.warnings()).isEmpty();
    }

    /** Each output is a softmax of the sum of the inputs. */
    private static String graph(String[] inputs, String[] outputs, String dtype) {
        StringBuilder layers = new StringBuilder();
        for (String name : inputs) {
            layers.append("""
                {'class_name': 'InputLayer', 'name': '%1$s', 'inbound_nodes': [],
                 'config': {'name': '%1$s', 'dtype': '%2$s', 'batch_input_shape': [null, 4]}},\
                """.formatted(name, dtype));
        }
        String sum = inputs.length == 1 ? inputs[0] : "sum";
        if (inputs.length > 1) {
            String called = Arrays.stream(inputs).map(JobResolverTests::called).collect(Collectors.joining(","));
            layers.append("{'class_name': 'Add', 'name': 'sum', 'config': {'name': 'sum'}, 'inbound_nodes': [[%s]]},"
                    .formatted(called));
        }
        for (String name : outputs) {
            layers.append("""
                {'class_name': 'Dense', 'name': '%1$s', 'inbound_nodes': [[%2$s]],
                 'config': {'name': '%1$s', 'units': 3, 'activation': 'softmax'}},\
                """.formatted(name, called(sum)));
        }
        layers.setLength(layers.length() - 1);
        return """
            {'class_name': 'Functional',
             'config': {'name': 'graph', 'layers': [%s], 'input_layers': [%s], 'output_layers': [%s]}}\
            """.formatted(layers, ends(inputs), ends(outputs));
    }

    private static String called(String name) {
        return "['%s', 0, 0, {}]".formatted(name);
    }

    private static String ends(String[] names) {
        return Arrays.stream(names).map("['%s', 0, 0]"::formatted).collect(Collectors.joining(","));
    }

    @Test
    void warnsOfWhatIsLeftOut() {
        assertThat(resolve("{'dataset': 'penguins', 'target': 'species'}").warnings())
                .anyMatch(warning -> warning.pointer().equals("/features")
                        && warning.detail().contains("\"note\""));
    }

    @Test
    void warnsOfLabelsThatAreRare() {
        String uneven = "{'dataset': 'uneven', 'target': 'answer'%s}";

        assertThat(resolve(uneven.formatted("")).warnings())
                .anySatisfy(warning -> assertThat(warning.detail()).contains("90 rows are \"no\", 10 are \"yes\""));
        assertThat(resolve(uneven.formatted(", 'fit': {'class_weight': {'yes': 9.0, 'no': 1.0}}"))
                        .warnings())
                .isEmpty();
        assertThat(resolve("{'dataset': 'penguins', 'target': 'species', 'features': ['sex']}")
                        .warnings())
                .noneMatch(warning -> warning.detail().contains("uneven"));
    }

    @Test
    void reportsEveryFindingAtOnce() {
        ProblemException problem = refuse("""
            {'dataset': 'iris', 'target': 'specie', 'initial_model': 'iris@1', 'priority': 100000, 'max_runtime_seconds': 0,
             'compile': {'optimizer': 'adamm', 'loss': 'mean'}, 'fit': {'epochs': 0, 'batch_size': 0, 'validation_split': 1.5},
             'register': {'model': '../x', 'aliases': ['7']}, 'labels': {'a b': 'c'}}\
            """);

        assertThat(problem.errors())
                .extracting(Finding::pointer)
                .contains(
                        "/target",
                        "/initial_model",
                        "/priority",
                        "/max_runtime_seconds",
                        "/compile/optimizer",
                        "/compile/loss",
                        "/fit/epochs",
                        "/fit/batch_size",
                        "/fit/validation_split",
                        "/register/model",
                        "/register/aliases/0",
                        "/labels/a b");
        assertThat(problem.type()).isEqualTo(ProblemType.INVALID_REQUEST);
        assertThat(problem.errors()).anyMatch(error -> error.detail().contains("did you mean \"species\""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'target': 'species'} | /dataset | missing",
                "{'dataset': 'iris'} | /target | missing",
                "{'dataset': 'iris', 'target': ['species', 7]} | /target/1 | name of a column, received 7",
                "{'dataset': 'iris', 'target': 7} | /target | name of a column, received 7",
                "{'dataset': 'iris', 'target': []} | /target | at least one column",
                "{'dataset': 'iris', 'target': {}} | /target | at least one column",
                "{'dataset': 'iris', 'target': 4} | /target | expected the name of a column",
                "{'dataset': 'nothing', 'target': 'species'} | /dataset | no data set \"nothing\"",
                "{'dataset': 'iris', 'target': 'species', 'network': 'nothing'} | /network | no network \"nothing\"",
                "{'dataset': 'iris', 'target': 'species', 'features': ['sepal_lenght']} | /features/0 | sepal_length",
                "{'dataset': 'iris', 'target': 'species', 'features': [{'name': 'sepal_length', 'encoding':"
                        + " 'one_hot'}]} | /features/0/encoding | standardize",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'string_lookup': {'vocabulary':"
                        + " ['a']}}, {'dense': 3}]}} | /network | 'input_layer' of the network are texts",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'dense': 3}, {'dence': 3}]}} |"
                        + " /network/layers/1 | dence",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'dense': {'units': 4, 'activation':"
                        + " 'softmax'}}]}} | /network | one unit per label, 3",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'input_layer': {'shape': [7]}},"
                        + " {'dense': {'units': 3, 'activation': 'softmax'}}]}} | /network | [7]",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'dense': 1000000000000}, {'dense':"
                        + " {'units': 3, 'activation': 'softmax'}}]}} | /network | parameters",
                "{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'dense': 9000000000000000},"
                    + " {'dense': 9000000000000000}, {'dense': {'units': 3, 'activation': 'softmax'}}]}} | /network |"
                    + " 63 bits",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss': 'mse'}} | /target | number",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss': 'binary_crossentropy'}} | /compile/loss"
                        + " | has 3",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss': 'categorical_crossentropy'}, 'network':"
                        + " {'layers': [{'dense': {'units': 1, 'activation': 'sigmoid'}}]}} | /network | received 1",
                "{'dataset': 'houses', 'target': 'price', 'compile': {'loss': 'sparse_categorical_crossentropy'}} |"
                        + " /target | has no classes",
                "{'dataset': 'houses', 'target': 'price', 'network': {'layers': [{'dense': 2}]}} | /network | needs 1"
                        + " unit",
                "{'dataset': 'houses', 'target': 'price', 'network': {'layers': [{'dense': {'units': 1, 'activation':"
                        + " 'softmax'}}]}} | /network | always 1",
                "{'dataset': 'penguins', 'target': 'sex', 'compile': {'loss': 'binary_crossentropy'}, 'network':"
                        + " {'layers': [{'dense': {'units': 2, 'activation': 'softmax'}}]}} | /network | 1 unit",
                "{'dataset': 'houses', 'target': 'price', 'compile': {'metrics': ['accuracy']}} | /compile/metrics/0 |"
                        + " needs labels",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'metrics': ['mae']}} | /compile/metrics/0 | use"
                        + " accuracy",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'metrics': ['accuracy', 'accuracy']}} |"
                        + " /compile/metrics/1 | already",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'metrics': ['categorical_accuracy']}} |"
                        + " /compile/metrics/0 | one-hot",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'EarlyStopping',"
                        + " 'config': {'monitor': 'val_loss'}}]}} | /fit/callbacks/0/config/monitor | validation",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'EarlyStoping'}]}} |"
                        + " /fit/callbacks/0/class_name | EarlyStopping",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'class_weight': {'rosa': 1}}} |"
                        + " /fit/class_weight/rosa | setosa",
                "{'dataset': 'houses', 'target': 'price', 'fit': {'class_weight': {'a': 1}}} | /fit/class_weight | no"
                        + " classes",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'class_weight': {'setosa': -1}}} |"
                        + " /fit/class_weight/setosa | at least 0",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'sample_weight': 'weight'}} | /fit/sample_weight |"
                        + " no column",
                "{'dataset': 'same', 'target': 'y', 'fit': {'sample_weight': 'zero'}} |"
                        + " /fit/sample_weight | every row weighs 0",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'column': 'sepal_width', 'value': 'wide'}} |"
                        + " /validation/value | is of type number and cannot be",
                "{'dataset': 'penguins', 'target': 'species', 'fit': {'sample_weight': 'body_mass_g'}} |"
                        + " /fit/sample_weight | 2 missing values",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'epochs': 100001}} | /fit/epochs | 100001",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'initial_epoch': 5, 'epochs': 5}} |"
                        + " /fit/initial_epoch | below it, 5",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'initial_epoch': -1}} | /fit/initial_epoch | -1",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'steps_per_epoch': 0}} | /fit/steps_per_epoch | 0",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_steps': 0}} | /fit/validation_steps | 0",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_batch_size': 0}} |"
                        + " /fit/validation_batch_size | 0",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_freq': 0}} | /fit/validation_freq |"
                        + " received 0",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_freq': [1, 0.5]}} |"
                        + " /fit/validation_freq | received [1,0.5]",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'validation_freq': []}} | /fit/validation_freq |"
                        + " received []",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss_weights': [1, 2]}} |"
                        + " /compile/loss_weights | each of the outputs [dense_2], received [1,2]",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss_weights': {'other': 1}}} |"
                        + " /compile/loss_weights | dense_2",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'loss_weights': -1}} | /compile/loss_weights |"
                        + " at least 0",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'weighted_metrics': ['mae']}} |"
                        + " /compile/weighted_metrics/0 | use accuracy",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'weighted_metrics': ['acuracy']}} |"
                        + " /compile/weighted_metrics/0 | accuracy",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'class_weight': {'setosa': 1}, 'sample_weight':"
                        + " 'sepal_width'}} | /fit/sample_weight | together",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'SwapEMAWeights'}]}} |"
                        + " /fit/callbacks/0 | use_ema",
                "{'dataset': 'iris', 'target': 'species', 'compile': {'optimizer': {'class_name': 'SGD', 'config':"
                        + " {'learning_rate': {'class_name': 'CosineDecay', 'config': {'initial_learning_rate': 0.1,"
                        + " 'decay_steps': 10}}}}}, 'fit': {'callbacks': [{'class_name': 'LearningRateScheduler',"
                        + " 'config': {'schedule': 'lr'}}]}} | /fit/callbacks/0 | schedule",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'EarlyStopping',"
                        + " 'config': {'monitor': 'learning_rate'}}]}} | /fit/callbacks/0/config/monitor | no"
                        + " \"learning_rate\"",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name':"
                        + " 'LearningRateScheduler', 'config': {'schedule': 'lr'}}, {'class_name': 'EarlyStopping',"
                        + " 'config': {'monitor': 'learning_rate'}}]}} | /fit/callbacks/1/config/mode | min or max",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'ModelCheckpoint',"
                        + " 'config': {'save_freq': 100}}]}} | /fit/callbacks/0/config/save_freq | epoch",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'ModelCheckpoint',"
                        + " 'config': {'save_best_only': true}}]}} | /fit/callbacks/0/config/monitor | val_loss",
                "{'dataset': 'iris', 'target': 'species', 'fit': {'callbacks': [{'class_name': 'ModelCheckpoint',"
                        + " 'config': {'monitor': 'loss'}}, {'class_name': 'ModelCheckpoint', 'config': {'monitor':"
                        + " 'accuracy'}}]}} | /fit/callbacks/1 | one best",
                "{'dataset': 'iris', 'target': 'species', 'validation': {}} | /validation | exactly one",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 1}} | /validation/folds | from 2 to",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 21}} | /validation/folds | from 2 to",
                "{'dataset': 'few', 'target': 'y', 'validation': {'folds': 10}} | /validation/folds | 4 rows with a",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 5, 'split': 0.2}} | /validation |"
                        + " received 2",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 5, 'group': 'person'}} |"
                        + " /validation/group | no column",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'folds': 5, 'group': 'species'}} |"
                        + " /validation/group | is the target",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'folds': 3, 'group': 'part'}} |"
                        + " /validation/group | 2 different groups, expected at least 3",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'split': 0.2, 'time': 'part'}} |"
                        + " /validation/time | of type category",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'split': 0.2, 'time': 'area', 'group':"
                        + " 'part'}} | /validation/group | one of them",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2, 'time': 'petal_width',"
                        + " 'stratify': true}} | /validation/stratify | cannot be stratified",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'time': 'area', 'dataset': 'houses'}} |"
                        + " /validation/time | split or folds",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'folds': 3, 'stratify': true}} |"
                        + " /validation/stratify | only labels can be stratified",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.001}} | /validation/split | both"
                        + " sides",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'split': 1}} | /validation/split | (0, 1)",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'split': 0.2}, 'fit': {'validation_split':"
                        + " 0.2}} | /fit/validation_split | one of them",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'dataset': 'nothing'}} | /validation/dataset"
                        + " | no data set",
                "{'dataset': 'iris', 'target': 'species', 'validation': {'dataset': 'houses'}} | /validation/dataset |"
                        + " no column \"sepal_length\"",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'column': 'part', 'value': 'tset'}} |"
                        + " /validation/value | test, train",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'column': 'part'}} | /validation | belong"
                        + " together",
                "{'dataset': 'houses', 'target': 'price', 'validation': {'split': 0.2, 'stratify': true}} |"
                        + " /validation/stratify | only labels",
            })
    void refuses(String request, String pointer, String detail) {
        assertThat(refuse(request).errors()).anySatisfy(error -> {
            assertThat(error.pointer()).startsWith(pointer);
            assertThat(error.detail()).contains(detail);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'layers': [{'dense': {'units': 3, 'activation': 'softmax'}}]} | {'class_name':"
                        + " 'SparseCategoricalCrossentropy', 'config': {'from_logits': true}} | from_logits is true",
                "{'layers': [{'dense': 3}]} | 'sparse_categorical_crossentropy' | expects probabilities",
            })
    void warnsOfADoubtfulOutput(String network, String loss, String detail) {
        Submission job = resolve("{'dataset': 'iris', 'target': 'species', 'network': %s, 'compile': {'loss': %s}}"
                .formatted(network, loss));

        assertThat(job.warnings())
                .anyMatch(warning -> warning.pointer().equals("/compile/loss")
                        && warning.detail().contains(detail));
    }

    @Test
    void findingsOfOneKindGiveTheProblemItsType() {
        assertThat(refuse("{'dataset': 'nothing', 'target': 'species'}").type())
                .isEqualTo(ProblemType.UNKNOWN_REFERENCE);
        assertThat(refuse("{'dataset': 'iris', 'target': 'species', 'network': {'layers': [{'dense':"
                                + " 1000000000000}, {'dense': {'units': 3, 'activation': 'softmax'}}]}}")
                        .type())
                .isEqualTo(ProblemType.NETWORK_TOO_LARGE);
    }

    private Submission resolve(String request) {
        return resolver.resolve("job-1", json.readValue(request.replace('\'', '"'), JobRequest.class));
    }

    private ProblemException refuse(String request) {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> resolve(request));
        assertThat(problem).as("nothing was found wrong with " + request).isNotNull();
        return problem;
    }

    private static List<Integer> units(JsonNode spec) {
        return spec.at("/network/config/layers").findValues("units").stream()
                .map(JsonNode::asInt)
                .toList();
    }

    @Test
    void rowsThatAreTrainedOnMeasureNothing() {
        assertThat(resolve("{'dataset': 'iris', 'target': 'species', 'validation': {'dataset': 'iris'}}")
                        .warnings())
                .anySatisfy(warning -> {
                    assertThat(warning.pointer()).isEqualTo("/validation/dataset");
                    assertThat(warning.detail()).contains("iris@1 holds the rows that are trained on");
                });
    }

    @Test
    void ofANumberThatNeverChangesNoR2IsTold() {
        JsonNode metrics = json.valueToTree(resolve("{'dataset': 'same', 'target': 'y'}").spec())
                .at("/compile/metrics");

        assertThat(metrics.findValuesAsString("class_name")).containsExactly("MeanAbsoluteError");
    }
}
