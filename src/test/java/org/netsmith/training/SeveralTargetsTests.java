package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.Mockito.mock;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.dataset.Encoder;
import org.netsmith.dataset.Encoders;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.Networks;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests for networks with several outputs or several inputs. */
class SeveralTargetsTests {

    /** Takes {@code wide} (two numbers) and {@code deep} (one), answers a number and three labels. */
    private static final String GRAPH = graph("""
        {'class_name': 'InputLayer', 'name': 'wide', 'inbound_nodes': [],
         'config': {'name': 'wide', 'batch_input_shape': [null, 2]}},
        {'class_name': 'InputLayer', 'name': 'deep', 'inbound_nodes': [],
         'config': {'name': 'deep', 'batch_input_shape': [null, 1]}},
        {'class_name': 'Concatenate', 'name': 'both', 'config': {'name': 'both'},
         'inbound_nodes': [[['wide', 0, 0, {}], ['deep', 0, 0, {}]]]},
        {'class_name': 'Dense', 'name': 'size', 'inbound_nodes': [[['both', 0, 0, {}]]],
         'config': {'name': 'size', 'units': 1}},
        {'class_name': 'Dense', 'name': 'kind', 'inbound_nodes': [[['both', 0, 0, {}]]],
         'config': {'name': 'kind', 'units': 3, 'activation': 'softmax'}}\
        """, "wide,deep", "size,kind");

    private static final String FED = "'features': {'wide': ['sepal_length', 'sepal_width'], 'deep': ['petal_length']}";

    private final JsonMapper json = TestTraining.JSON;
    private final JobResolver resolver = new JobResolver(
            TestDatasets.all(), mock(Networks.class), mock(NetworkDefinitions.class), TestTraining.SETTINGS, json);

    private static String graph(String layers, String inputs, String outputs) {
        return """
            {'class_name': 'Functional',
             'config': {'name': 'graph', 'layers': [%s], 'input_layers': [%s], 'output_layers': [%s]}}\
            """.formatted(layers, ends(inputs), ends(outputs));
    }

    private static String ends(String names) {
        return Stream.of(names.split(",")).map("['%s', 0, 0]"::formatted).collect(Collectors.joining(","));
    }

    @Test
    void withoutANetworkTheTargetsShareOneAndEachHasItsOutput() {
        Submission job = resolve("{'dataset': 'iris', 'target': ['species', 'petal_width']}");

        JsonNode spec = json.valueToTree(job.spec());
        assertThat(spec.at("/network/class_name").asString()).isEqualTo("Functional");
        assertThat(spec.at("/network/config/layers").findValues("units"))
                .extracting(JsonNode::asInt)
                .containsExactly(64, 32, 3, 1);
        assertThat(spec.at("/compile/loss/species/class_name").asString()).isEqualTo("SparseCategoricalCrossentropy");
        assertThat(spec.at("/compile/loss/petal_width/class_name").asString()).isEqualTo("MeanSquaredError");
        assertThat(spec.at("/compile/metrics/species/0").asString()).isEqualTo("accuracy");
        assertThat(spec.at("/compile/metrics/petal_width")).hasSize(2);
        assertThat(spec.at("/compile/loss_weights").isMissingNode()).isTrue();
        assertThat(spec.path("features")).hasSize(3);
        assertThat(job.plan().encoders().targets())
                .extracting(Encoders.Target::name)
                .containsExactly("species", "petal_width");
        assertThat(job.plan().objective().heads())
                .extracting(TrainingPlan.Head::output)
                .containsExactly("species", "petal_width");
    }

    @Test
    void anObjectNamesTheOutputsOfTheDefaultNetwork() {
        Submission job = resolve("""
            {'dataset': 'iris', 'target': {'kind': 'species', 'dense': 'petal_width'}, 'validation': {'split': 0.2},
             'compile': {'loss_weights': {'dense': 0.25}},
             'fit': {'callbacks': [{'class_name': 'EarlyStopping', 'config': {'monitor': 'val_kind_accuracy'}}]}}\
            """);

        assertThat(job.plan().objective().heads())
                .extracting(TrainingPlan.Head::lossWeight)
                .containsExactly(1.0, 0.25);
        assertThat(job.plan().monitor()).isEqualTo(new TrainingPlan.Monitor("val_kind_accuracy", true));
        assertThat(json.<JsonNode>valueToTree(job.spec())
                        .at("/network/config/output_layers/1/0")
                        .asString())
                .isEqualTo("dense");
    }

    @Test
    void targetsAreMatchedWithTheOutputsOfANetworkByName() {
        Submission job = resolve("""
            {'dataset': 'iris', 'target': {'kind': 'species', 'size': 'petal_width'}, %s, 'network': %s,
             'compile': {'loss': {'size': 'huber'}, 'metrics': {'kind': ['accuracy', 'sparse_top_k_categorical_accuracy']},
                         'loss_weights': [0.5, 2]}}\
            """.formatted(FED, GRAPH));

        assertThat(job.plan().encoders().targets())
                .extracting(Encoders.Target::name)
                .containsExactly("petal_width", "species");
        List<TrainingPlan.Head> heads = job.plan().objective().heads();
        assertThat(heads).extracting(TrainingPlan.Head::output).containsExactly("size", "kind");
        assertThat(heads).extracting(TrainingPlan.Head::lossWeight).containsExactly(0.5, 2.0);
        assertThat(heads.getFirst().loss().path("class_name").asString()).isEqualTo("Huber");
        assertThat(heads.getLast().metrics()).hasSize(2);
        assertThat(job.plan().encoders().feeds())
                .extracting(Encoders.Feed::input)
                .containsExactly("wide", "deep");
    }

    @Test
    void oneLossCanStandForAllOutputs() {
        Submission job =
                resolve("{'dataset': 'iris', 'target': ['sepal_length', 'petal_width'], 'compile': {'loss': 'mae'}}");

        assertThat(job.plan().objective().heads())
                .allMatch(head -> head.loss().path("class_name").asString().equals("MeanAbsoluteError"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'dataset': 'iris', 'target': ['species', 'petal_width'], 'validation': {'split': 0.2}}",
                "{'dataset': 'iris', 'target': {'b': 'species', 'a': 'petal_width'}, 'compile': {'loss_weights': [1,"
                        + " 3]}}",
                "{'dataset': 'penguins', 'target': 'species', 'features': ['bill_length_mm', {'name': 'island',"
                        + " 'encoding': 'embedding'}]}",
            })
    void aSpecPostedAgainGivesTheSamePlan(String request) {
        Submission first = resolve(request);
        Submission again =
                resolver.resolve("again", json.treeToValue(json.valueToTree(first.spec()), JobRequest.class));

        assertThat(json.writeValueAsString(again.spec())).isEqualTo(json.writeValueAsString(first.spec()));
        assertThat(json.writeValueAsString(again.plan())).isEqualTo(json.writeValueAsString(first.plan()));
        TrainingPlan read = json.readValue(json.writeValueAsString(first.plan()), TrainingPlan.class);
        assertThat(read.encoders()).isEqualTo(first.plan().encoders());
    }

    @Test
    void anEmbeddedColumnHasAnInputOfItsOwn() {
        Submission job = resolve("""
            {'dataset': 'penguins', 'target': 'species',
             'features': [{'name': 'island', 'encoding': 'embedding'}, 'bill_length_mm', 'body_mass_g']}\
            """);

        JsonNode network = json.<JsonNode>valueToTree(job.spec()).path("network");
        assertThat(network.findValues("class_name"))
                .extracting(JsonNode::asString)
                .contains("Embedding", "Flatten", "Concatenate");
        Encoder.Embedding island = (Encoder.Embedding)
                job.plan().encoders().feeds().getLast().columns().getFirst().encoder();
        assertThat(network.findValue("input_dim").asLong()).isEqualTo(island.codes());
        assertThat(network.findValue("output_dim").asInt()).isEqualTo(island.dimension());
        assertThat(json.<JsonNode>valueToTree(job.spec()).path("features").propertyNames())
                .containsExactly("numbers", "island");
    }

    @Test
    void embeddingsAloneNeedNoNumbers() {
        Submission job = resolve("""
            {'dataset': 'penguins', 'target': 'species', 'features': [{'name': 'island', 'encoding': 'embedding'}]}\
            """);

        assertThat(job.plan().encoders().feeds()).hasSize(1);
        assertThat(json.<JsonNode>valueToTree(job.spec()).findValues("class_name"))
                .extracting(JsonNode::asString)
                .contains("Embedding")
                .doesNotContain("Concatenate");
    }

    @Test
    void stratifiesByTheFirstClassesAndSaysSo() {
        Submission job = resolve(
                "{'dataset': 'penguins', 'target': ['body_mass_g', 'sex', 'species'], 'validation': {'split': 0.2}}");

        assertThat(job.plan().holdout()).isEqualTo(new Holdout.Drawn(0.2, true));
        assertThat(job.warnings())
                .contains(new Finding(
                        "/validation/stratify", "rows are held out in proportion to the labels of \"sex\" alone"))
                .anyMatch(warning -> warning.pointer().equals("/target/1")
                        && warning.detail().equals("11 rows without a value in \"sex\" are left out"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'target': ['species', 'petal_widht'] | /target/1 | no column \"petal_widht\"",
                "'target': ['species', 'species'] | /target/1 | named twice",
                "'target': {'a/b': 'species', 'c': 'petal_width'} | /target/a~1b | no /; received \"a/b\"",
                "'target': ['species', 'petal_width', 'sepal_width'], FED, 'network': GRAPH | /target |"
                        + " has 2 outputs (size, kind), and 3",
                "'target': {'size': 'petal_width'}, FED, 'network': GRAPH | /target | has 2 outputs (size, kind), and"
                        + " 1",
                "'target': {'size': 'petal_width', 'sort': 'species'}, FED, 'network': GRAPH | /target/sort |"
                        + " no output \"sort\"; its outputs are size, kind",
                "'target': ['species', 'petal_width'], FED, 'network': GRAPH | /target/1 | has no classes",
                "'target': ['petal_width', 'sepal_width'], 'network': GRAPH, 'features': {'wide': ['sepal_length',"
                    + " 'petal_length'], 'deep': [{'name': 'species', 'encoding': 'embedding'}]}, 'compile': {'loss':"
                    + " 'mse'} | /network | output \"kind\": \"sepal_width\" is one number, so the last layer needs 1"
                    + " unit; received 3",
                "'target': ['petal_width', 'species'], FED, 'network': GRAPH, 'compile': {'loss': {'kind':"
                        + " 'binary_crossentropy'}} | /compile/loss/kind | two labels apart",
                "'target': ['petal_width', 'species'], FED, 'network': GRAPH, 'compile': {'loss': ['mse']} |"
                        + " /compile/loss | each of the outputs [size, kind]",
                "'target': ['petal_width', 'species'], FED, 'network': GRAPH, 'compile': {'loss': {'kinds': 'mse'}} |"
                        + " /compile/loss/kinds | no output 'kinds'",
                "'target': ['petal_width', 'species'], 'compile': {'loss': ['mse', 'crossentropi']} |"
                        + " /compile/loss/1 | crossentropi",
                "'target': ['petal_width', 'species'], 'compile': {'metrics': {'petal_width': ['mae', 'accuracy']}} |"
                        + " /compile/metrics/petal_width/1 | needs labels",
                "'target': ['petal_width', 'species'], 'compile': {'metrics': [['mae'], 'mse']} | /compile/metrics/1 |"
                        + " class numbers",
                "'target': ['petal_width', 'species'], 'compile': {'loss_weights': [1, -2]} | /compile/loss_weights/1 |"
                        + " at least 0",
                "'target': ['petal_width', 'species'], 'fit': {'class_weight': {'setosa': 2}} | /fit/class_weight |"
                        + " one output, as in Keras, and this one has 2",
                "'target': ['petal_width', 'species'], 'fit': {'sample_weight': 'species'} | /fit/sample_weight |"
                        + " target",
                "'target': ['petal_width', 'species'], 'features': ['petal_width'] | /features/0 | target",
                "'target': ['petal_width', 'species'], 'network': GRAPH | /features | 2 inputs (wide, deep)",
                "'target': ['petal_width', 'species'], 'network': GRAPH, 'features': {'wide': ['sepal_length',"
                        + " 'sepal_width'], 'depth': ['petal_length']} | /features/depth | no input \"depth\"",
                "'target': ['petal_width', 'species'], 'network': GRAPH, 'features': {'wide': ['sepal_length',"
                        + " 'sepal_width']} | /features | input \"deep\" has no features",
                "'target': ['petal_width', 'species'], 'network': GRAPH, 'features': {'wide': ['sepal_length'], 'deep':"
                        + " ['petal_length', 'sepal_wide']} | /features/deep/1 | no column \"sepal_wide\"",
                "'target': ['petal_width', 'species'], 'network': GRAPH, 'features': {'wide': ['sepal_length'],"
                        + " 'deep': ['petal_length']} | /network | input \"wide\" takes rows of shape [2], the features"
                        + " give [1]",
                "'target': 'species', 'features': {'wide': ['sepal_length']} | /features | give a network",
            })
    void refuses(String request, String pointer, String detail) {
        String whole =
                "{'dataset': 'iris', %s}".formatted(request.replace("FED", FED).replace("GRAPH", GRAPH));
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> resolve(whole));

        assertThat(problem).as("nothing was found wrong").isNotNull();
        assertThat(problem.errors()).anySatisfy(error -> {
            assertThat(error.pointer()).isEqualTo(pointer);
            assertThat(error.detail()).contains(detail);
        });
    }

    @Test
    void numbersOfCategoriesAreNotMixedWithOtherNumbers() {
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> resolve("""
            {'dataset': 'penguins', 'target': 'species', 'network': {'layers': [{'dense': {'units': 3, 'activation': 'softmax'}}]},
             'features': ['body_mass_g', {'name': 'island', 'encoding': 'embedding'}]}\
            """));

        assertThat(problem.errors())
                .anyMatch(error -> error.pointer().equals("/features")
                        && error.detail().contains("feed it to an input of its own"));
    }

    private Submission resolve(String request) {
        return resolver.resolve("job-1", json.readValue(request.replace('\'', '"'), JobRequest.class));
    }
}
