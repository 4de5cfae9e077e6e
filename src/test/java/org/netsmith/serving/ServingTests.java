package org.netsmith.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.netsmith.registry.ModelFile;
import org.netsmith.registry.ModelVersion;
import org.netsmith.registry.TestModels;
import org.netsmith.registry.TestRegistry;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ServingTests {

    private static final JsonMapper JSON = JsonMapper.shared();

    private Path directory;
    private TestRegistry registry;
    private Predictions predictions;

    @BeforeEach
    void opens(@TempDir Path directory) {
        this.directory = directory;
        registry = TestRegistry.in(directory);
        predictions = new Predictions(registry.models(), new ServingSettings(DataSize.ofMegabytes(1), 1_000), JSON);
    }

    @AfterEach
    void closes() {
        registry.close();
    }

    private Predictions.Answer predict(ModelFile model, String instances) {
        return predictions.predict(publish(model), JSON.readTree(instances));
    }

    private ModelVersion publish(ModelFile model) {
        Path file = directory.resolve("model.safetensors");
        model.write(file);
        return registry.publish("model", file);
    }

    @Test
    void classesAreAnsweredWithTheirProbabilities() {
        Predictions.Answer answer = predict(
                TestModels.species(1), "[{\"petal_length\": 1.4, \"petal_width\": 0.2, \"island\": \"Dream\"}]");

        assertThat(answer.model()).isEqualTo("model");
        assertThat(answer.version()).isEqualTo(1);
        assertThat(answer.notes()).isEmpty();
        assertThat(answer.predictions()).singleElement().isInstanceOfSatisfying(Prediction.Label.class, label -> {
            assertThat(label.probabilities().keySet()).containsExactly("setosa", "versicolor", "virginica");
            assertThat(label.probabilities().values().stream()
                            .mapToDouble(Number::doubleValue)
                            .sum())
                    .isCloseTo(1, within(1e-6));
            assertThat(label.probabilities().get(label.label()).doubleValue()).isGreaterThan(0.33);
        });
    }

    @Test
    void logitsAreAnsweredAsTheProbabilitiesThatASoftmaxWouldGive() {
        String row = "[[1.4, 0.2, \"Dream\"]]";

        Prediction.Label bySoftmax = (Prediction.Label)
                predict(TestModels.species(1), row).predictions().getFirst();
        Prediction.Label byLogits = (Prediction.Label)
                predict(TestModels.speciesByLogits(1), row).predictions().getFirst();

        bySoftmax
                .probabilities()
                .forEach((label, probability) -> assertThat(
                                byLogits.probabilities().get(label).doubleValue())
                        .isCloseTo(probability.doubleValue(), within(1e-6)));
    }

    @Test
    void twoClassesAreAnsweredFromOneOutput() {
        Predictions.Answer answer = predict(TestModels.yesOrNo(1), "[30, {\"age\": 70}]");

        Prediction.Label even = (Prediction.Label) answer.predictions().getFirst();
        Prediction.Label other = (Prediction.Label) answer.predictions().getLast();
        assertThat(even.probabilities().values()).containsExactly(0.5f, 0.5f);
        assertThat(other.probabilities().get("no").floatValue()
                        + other.probabilities().get("yes").floatValue())
                .isEqualTo(1f);
        assertThat(other.probabilities().get("yes").floatValue()).isNotEqualTo(0.5f);
    }

    @Test
    void numbersAreAnsweredInTheTargetsOwnUnits() {
        Predictions.Answer answer = predict(TestModels.weight(1), "[[1.7], [1.8]]");

        double mean =
                ((Prediction.Value) answer.predictions().getFirst()).value().doubleValue();
        double further =
                ((Prediction.Value) answer.predictions().getLast()).value().doubleValue();
        assertThat(mean).isEqualTo(1_000);
        assertThat(further).isNotEqualTo(1_000).isBetween(800.0, 1_200.0);
    }

    @Test
    void severalTargetsAreAnsweredByTheirColumns() {
        Predictions.Answer answer =
                predict(TestModels.several(1), "[[1.7, \"Dream\"], {\"island\": \"Biscoe\", \"height\": 1.9}]");

        Prediction.Several first = (Prediction.Several) answer.predictions().getFirst();
        assertThat(first.outputs().keySet()).containsExactly("species", "weight");
        Prediction.Label species = (Prediction.Label) first.outputs().get("species");
        assertThat(species.probabilities().values().stream()
                        .mapToDouble(Number::doubleValue)
                        .sum())
                .isCloseTo(1, within(1e-6));
        Prediction.Value weight = (Prediction.Value) first.outputs().get("weight");
        assertThat(weight.value().doubleValue()).isBetween(800.0, 1_200.0).isNotEqualTo(1_000.0);
        assertThat(answer.predictions().getLast()).isNotEqualTo(first);
    }

    @Test
    void whatAModelOfSeveralTargetsPredictsIsNoInput() {
        Predictions.Answer answer = predict(
                TestModels.several(1),
                "[{\"island\": \"Torgersen\", \"height\": 1.9, \"weight\": 3, \"species\": \"x\"}]");

        assertThat(answer.notes())
                .extracting(Finding::pointer)
                .containsExactlyInAnyOrder("/instances/0/island", "/instances/0/weight", "/instances/0/species");
    }

    @Test
    void aRowAloneHasTheBitsThatItHasAmongOthersInEveryOutput() {
        ModelVersion model = publish(TestModels.several(1));
        String rows = IntStream.range(0, 70)
                .mapToObj(i -> "[%s, \"%s\"]".formatted(1.5 + i / 100.0, i % 2 == 0 ? "Dream" : "Biscoe"))
                .collect(Collectors.joining(",", "[", "]"));
        List<Prediction> together =
                predictions.predict(model, JSON.readTree(rows)).predictions();

        for (int i = 0; i < together.size(); i += 23) {
            JsonNode alone = JSON.createArrayNode().add(JSON.readTree(rows).get(i));
            assertThat(predictions.predict(model, alone).predictions()).containsExactly(together.get(i));
        }
    }

    @Test
    void imagesAreTakenNestedFlatAndByName() {
        String nested = "[[0, 1, 2], [3, 4, 5], [6, 7, 8], [9, 255, 11]]";
        String flat = nested.replace("[", "").replace("]", "");

        Predictions.Answer answer = predict(
                TestModels.image(1), "[%s, [%s], {\"x\": %s}, {\"x\": [%s]}]".formatted(nested, flat, nested, flat));

        assertThat(answer.predictions())
                .hasSize(4)
                .containsOnly(answer.predictions().getFirst());
    }

    @Test
    void aRowAloneHasTheBitsThatItHasAmongOthers() {
        ModelVersion model = publish(TestModels.species(1));
        Random random = new Random(7);
        List<JsonNode> rows = IntStream.range(0, 300)
                .mapToObj(i -> JSON.readTree(
                        "[%s, %s, \"Dream\"]".formatted(random.nextDouble() * 9, random.nextDouble() * 3)))
                .toList();

        List<Prediction> together =
                predictions.predict(model, JSON.createArrayNode().addAll(rows)).predictions();

        for (int i = 0; i < rows.size(); i++) {
            assertThat(predictions
                            .predict(model, JSON.createArrayNode().add(rows.get(i)))
                            .predictions())
                    .containsExactly(together.get(i));
        }
    }

    @Test
    void manyThreadsGetWhatOneGets() throws Exception {
        ModelVersion model = publish(TestModels.species(1));
        JsonNode rows = JSON.readTree("[[1, 2, \"Dream\"], [3, 4, \"Biscoe\"], [5, 6, null]]");
        List<Prediction> alone = predictions.predict(model, rows).predictions();
        Callable<List<Prediction>> work = () -> predictions.predict(model, rows).predictions();

        try (var threads = Executors.newFixedThreadPool(8)) {
            for (var answer : threads.invokeAll(Collections.nCopies(200, work))) {
                assertThat(answer.get()).isEqualTo(alone);
            }
        }
    }

    @Test
    void missingAndUnseenValuesAreNoted() {
        Predictions.Answer answer = predict(
                TestModels.species(1),
                "[{\"petal_length\": null, \"petal_width\": 0.2, \"island\": \"Atlantis\"}, {\"petal_length\": 1,"
                        + " \"island\": \"Dream\"}]");

        assertThat(answer.predictions()).hasSize(2);
        assertThat(answer.notes())
                .extracting(Finding::pointer)
                .containsExactlyInAnyOrder(
                        "/instances/0/petal_length", "/instances/0/island", "/instances/1/petal_width");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[];                                                             /instances",
                "{};                                                             /instances",
                "null;                                                           /instances",
                "7;                                                              /instances",
                "[7];                                                            /instances/0",
                "[[1, 2]];                                                       /instances/0",
                "[[1, 2, \"Dream\", 4]];                                         /instances/0",
                "[[1, \"x\", \"Dream\"]];                                        /instances/0/1",
                "[[1, 2, \"Dream\"], [1, [2], \"Dream\"]];                       /instances/1/1",
                "[{\"petal_length\": 1, \"petal_widht\": 1}];                    /instances/0/petal_widht",
                "[{\"petal_length\": true, \"petal_width\": 1}];                 /instances/0/petal_length",
                "[{\"petal_length\": 1e999, \"petal_width\": 1}];                /instances/0/petal_length",
                "[{\"petal_length\": 1e39, \"petal_width\": 1}];                 /instances/0",
                "[{}];                                                           /instances/0"
            })
    void rowsThatDoNotFitAreRefusedWithAPointer(String instances, String pointer) {
        ModelVersion model = publish(TestModels.species(1));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> predictions.predict(model, JSON.readTree(instances)))
                .satisfies(problem -> {
                    assertThat(problem.type()).isEqualTo(ProblemType.INVALID_INSTANCES);
                    assertThat(problem.errors()).extracting(Finding::pointer).contains(pointer);
                });
    }

    @Test
    void moreRowsThanAllowedAreRefused() {
        ModelVersion model = publish(TestModels.yesOrNo(1));

        assertProblem(ProblemType.PAYLOAD_TOO_LARGE, model, "[" + "1,".repeat(1_000) + "1]");
    }

    @Test
    void anAnswerThatIsNotFiniteIsRefused() {
        assertProblem(ProblemType.NON_FINITE_OUTPUT, publish(TestModels.overflowing()), "[[3e38]]");
    }

    @Test
    void aDamagedFileIsNeverServed() throws IOException {
        ModelVersion model = publish(TestModels.yesOrNo(1));
        Path file = registry.models().file(model);
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 1] ^= 1;
        file.toFile().setWritable(true);
        Files.write(file, bytes);

        assertProblem(ProblemType.ARTIFACT_CORRUPT, model, "[[30]]");
    }

    private void assertProblem(ProblemType type, ModelVersion model, String instances) {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> predictions.predict(model, JSON.readTree(instances)))
                .satisfies(problem -> assertThat(problem.type()).isEqualTo(type));
    }
}
