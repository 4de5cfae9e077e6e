package org.netsmith.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.netsmith.dataset.Column;
import org.netsmith.dataset.Datasets;
import org.netsmith.network.NetworkDefinitions;
import org.netsmith.network.Networks;
import org.netsmith.web.ProblemException;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What Keras' {@code fit} is given that cannot work, posted as jobs: refused before anything is queued. */
class FitErrorsTests {

    private enum Outcome {
        ACCEPTED,
        WARNED,
        REFUSED
    }

    /** What a job cannot say wrong. */
    private static final Map<String, String> NOT_EXPRESSIBLE = Map.of(
            "labels-negative", "labels are names, and a minus sign is as good a letter as any",
            "sparse-with-onehot", "the target is one column, which the service encodes as the loss asks",
            "categorical-with-labels", "the target is one column, which the service encodes as the loss asks",
            "rows-differ", "features and target stand in the rows of one table",
            "sample-weight-length", "sample weights are a column of that table");

    /**
     * Where Keras goes on with numbers that mean nothing, a job is refused. A missing value brings an indicator, so
     * that there is one input more than the network takes.
     */
    private static final Set<String> STRICTER = Set.of(
            "softmax-one-unit",
            "sigmoid-categorical",
            "mse-broadcast",
            "nan-in-x",
            "epochs-zero",
            "early-stopping-monitor",
            "learning-rate-explodes");

    /** A trailing extent of 1 is dropped, as Keras does, and said. */
    private static final Set<String> WARNED_INSTEAD = Set.of("input-rank");

    /** A hundredth of 8 rows, rounded as Keras does it, is one row to validate on. */
    private static final Set<String> FINE = Set.of("validation-split-tiny");

    static Stream<Arguments> cases() throws Exception {
        return fitCases()
                .filter(example -> !NOT_EXPRESSIBLE.containsKey(id(example)))
                .map(example -> Arguments.of(id(example), example));
    }

    private static Stream<JsonNode> fitCases() throws Exception {
        return TestTraining.JSON
                .readTree(Files.readString(Path.of("src/test/resources/golden/errors.json")))
                .valueStream()
                .filter(example -> example.path("kind").asString().equals("fit"));
    }

    private static String id(JsonNode example) {
        return example.path("id").asString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void refusesOrWarnsOfWhatCannotWork(String id, JsonNode example) {
        assertThat(outcome(example)).isEqualTo(expected(id, example));
    }

    @Test
    void whatIsLeftOutIsThere() throws Exception {
        assertThat(fitCases().map(FitErrorsTests::id)).containsAll(NOT_EXPRESSIBLE.keySet());
    }

    static Stream<Path> models() throws Exception {
        try (Stream<Path> files = Files.list(Path.of("src/test/resources/golden/models"))) {
            return files
                    .filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !file.toString().endsWith(".io.json"))
                    .filter(file -> !file.endsWith("index.json"))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void everyNetworkOfKerasIsTrainedOrRefusedWithAReason(Path file) throws Exception {
        ObjectNode request =
                TestTraining.JSON.createObjectNode().put("dataset", "iris").put("target", "species");
        request.set("network", TestTraining.JSON.readTree(Files.readString(file)));
        JobResolver resolver = new JobResolver(
                TestDatasets.all(),
                mock(Networks.class),
                mock(NetworkDefinitions.class),
                TestTraining.SETTINGS,
                TestTraining.JSON);

        ProblemException problem = catchThrowableOfType(
                ProblemException.class,
                () -> resolver.resolve("job", TestTraining.JSON.treeToValue(request, JobRequest.class)));

        assertThat(problem == null ? 422 : problem.type().status().value()).isEqualTo(422);
    }

    private static Outcome expected(String id, JsonNode example) {
        if (FINE.contains(id)) {
            return Outcome.ACCEPTED;
        }
        boolean doubtful = example.path("verdict").asString().equals("warn") && !STRICTER.contains(id);
        return doubtful || WARNED_INSTEAD.contains(id) ? Outcome.WARNED : Outcome.REFUSED;
    }

    private static Outcome outcome(JsonNode example) {
        try {
            JobRequest request = TestTraining.JSON.treeToValue(request(example), JobRequest.class);
            Submission job = resolver(columns(example), rows(example)).resolve("job", request);
            return job.warnings().isEmpty() ? Outcome.ACCEPTED : Outcome.WARNED;
        } catch (ProblemException | JacksonException refused) {
            return Outcome.REFUSED;
        }
    }

    private static ObjectNode request(JsonNode example) {
        ObjectNode request = TestTraining.JSON.createObjectNode().put("dataset", "rows");
        boolean several = example.at("/y/fill").asString().equals("ramp")
                && example.at("/y/shape/1").asInt() > 1;
        if (several) {
            request.putArray("target").add("y").add("y1");
        } else {
            request.put("target", "y");
        }
        request.set("network", example.path("json"));
        ObjectNode fit = (ObjectNode) example.path("fit").deepCopy();
        if (fit.has("sample_weight")) {
            fit.put("sample_weight", "weight");
        }
        fit.set("callbacks", example.path("callbacks"));
        request.set("fit", fit);
        return request;
    }

    private static long rows(JsonNode example) {
        return example.at("/x/shape/0").asLong();
    }

    private static List<Column> columns(JsonNode example) {
        List<Column> columns = new ArrayList<>();
        JsonNode shape = example.at("/x/shape");
        if (shape.size() > 2) {
            columns.add(
                    TestDatasets.tensor("x", shape.get(1).asLong(), shape.get(2).asLong()));
        } else {
            int missing = example.at("/x/fill").asString().equals("nan") ? 1 : 0;
            IntStream.range(0, shape.get(1).asInt())
                    .mapToObj(i -> TestDatasets.number("x" + i, i == 0 ? missing : 0))
                    .forEach(columns::add);
        }
        if (example.at("/fit").has("sample_weight")) {
            columns.add(TestDatasets.number("weight"));
        }
        columns.add(target(example.path("y")));
        return columns;
    }

    private static Column target(JsonNode y) {
        return y.has("k")
                ? TestDatasets.category(
                        "y",
                        0,
                        IntStream.range(0, y.path("k").asInt())
                                .mapToObj(Integer::toString)
                                .toArray(String[]::new))
                : TestDatasets.number("y");
    }

    private static JobResolver resolver(List<Column> columns, long rows) {
        Datasets datasets = mock(Datasets.class);
        when(datasets.find(anyString()))
                .thenReturn(Optional.of(TestDatasets.version("rows", rows, columns.toArray(Column[]::new))));
        return new JobResolver(
                datasets,
                mock(Networks.class),
                mock(NetworkDefinitions.class),
                TestTraining.SETTINGS,
                TestTraining.JSON);
    }
}
