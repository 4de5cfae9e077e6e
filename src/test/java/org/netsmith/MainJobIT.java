package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The main job, from upload to prediction, with everything real: HTTP, database, files and worker processes. */
@TestInstance(Lifecycle.PER_CLASS)
class MainJobIT {

    private static final String FLOWERS = """
        [{"sepal_length_cm": 5.1, "sepal_width_cm": 3.5, "petal_length_cm": 1.4, "petal_width_cm": 0.2},
         {"sepal_length_cm": 6.7, "sepal_width_cm": 3.0, "petal_length_cm": 5.2, "petal_width_cm": 2.3},
         {"sepal_length_cm": 6.1, "sepal_width_cm": null, "petal_length_cm": 4.0, "petal_width_cm": 1.3}]\
        """;

    /** Far more epochs than anybody waits for; nothing stops them but a cancellation. */
    private static final String ENDLESS = """
        {"dataset": "iris", "target": "species", "fit": {"epochs": 100000, "callbacks": []}, "register": {"model": "endless"}}\
        """;

    @TempDir
    private static Path home;

    private RunningServer server;

    @BeforeAll
    void uploadsIris() {
        server = RunningServer.start(home);
        JsonNode iris = server.api().upload("iris", TestData.csv("iris"));
        assertThat(iris.path("rows").asInt()).isEqualTo(150);
    }

    @AfterAll
    void stops() {
        server.close();
    }

    @Test
    void trainsWatchesKeepsAndAsksAndAnswersTheSameAfterARestart() {
        String job = server.api().submit("{\"dataset\": \"iris\", \"target\": \"species\"}");
        List<Api.Event> events = server.api().follow(job);
        String model = server.api().succeeded(job).path("model").asString();
        String before = server.api().predict("iris", FLOWERS);

        server.close();
        server = RunningServer.start(home);

        assertThat(events)
                .extracting(Api.Event::type)
                .contains("state", "epoch")
                .endsWith("done");
        assertThat(model).startsWith("iris@");
        assertThat(before).contains("\"label\":\"setosa\"", "\"label\":\"virginica\"");
        assertThat(server.api().predict("iris", FLOWERS)).isEqualTo(before);
        assertThat(server.api().state(job)).isEqualTo("succeeded");
    }

    @Test
    void answersARowAloneAsInABatchToTheLastBit() {
        server.api()
                .succeeded(server.api()
                        .submit("{\"dataset\": \"iris\", \"target\": \"species\", \"register\": {\"model\":"
                                + " \"flowers\"}}"));

        String row = "[5.1, 3.5, 1.4, 0.2]";
        String alone = server.api().predict("flowers", "[" + row + "]");
        String batch = server.api().predict("flowers", "[" + (row + ", ").repeat(36) + row + "]");

        String prediction = alone.substring(1, alone.length() - 1);
        assertThat(batch).isEqualTo("[" + (prediction + ",").repeat(36) + prediction + "]");
    }

    @Test
    void theSameRequestWithTheSameSeedGivesTheSameModel() {
        String first = trainWithSeed("twin", 7);
        String second = trainWithSeed("twin", 7);
        String other = trainWithSeed("twin", 8);

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    private String trainWithSeed(String model, int seed) {
        String job = server.api().submit("""
            {"dataset": "iris", "target": "species", "seed": %d, "fit": {"epochs": 5}, "register": {"model": "%s"}}\
            """.formatted(seed, model));
        String[] reference =
                server.api().succeeded(job).path("model").asString().split("@");
        return server.api()
                .get("/api/v1/models/%s/versions/%s".formatted(reference[0], reference[1]))
                .expect(200)
                .json()
                .path("sha256")
                .asString();
    }

    @Test
    void aJobWhoseWorkerIsKilledRunsAgainAndSucceeds() {
        String job = server.api().submit("""
            {"dataset": "iris", "target": "species", "fit": {"epochs": 2000, "callbacks": []}, "register": {"model": "phoenix"}}\
            """);
        awaitEpoch(job, 1);

        List<ProcessHandle> workers = RunningServer.workers();
        workers.forEach(ProcessHandle::destroyForcibly);

        assertThat(server.api().get("/livez").status()).isEqualTo(200);
        assertThat(workers).isNotEmpty();
        JsonNode finished = server.api().succeeded(job);
        assertThat(finished.path("attempt").asInt()).isEqualTo(2);
        assertThat(server.api().get("/api/v1/models/phoenix").expect(200).json().path("versions"))
                .hasSize(1);
    }

    @Test
    void aCancelledJobEndsWithinFiveSecondsAndLeavesNoModel() {
        String job = server.api().submit(ENDLESS);
        awaitEpoch(job, 1);

        server.api().post(job + "/cancel", "").expect(202);

        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> server.api().state(job).equals("cancelled"));
        server.api().post(job + "/cancel", "").expect(409);
        server.api().get("/api/v1/models/endless").expect(404);
    }

    @Test
    void aModelThatAnAliasPointsAtIsNotDeletedNorIsItsDataSet() {
        server.api().upload("kept", TestData.csv("iris"));
        server.api().succeeded(server.api().submit("""
            {"dataset": "kept", "target": "species", "fit": {"epochs": 2}, "register": {"model": "kept", "aliases": ["champion"]}}\
            """));

        server.api().delete("/api/v1/models/kept").expect(409);
        server.api().delete("/api/v1/datasets/kept").expect(409);
        server.api().delete("/api/v1/models/kept/aliases/champion").expect(204);
        server.api().delete("/api/v1/models/kept").expect(204);
        server.api().get("/api/v1/models/kept").expect(404);
    }

    private void awaitEpoch(String job, int epoch) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> server.api()
                                .get(job)
                                .json()
                                .path("progress")
                                .path("epoch")
                                .asInt(0)
                        >= epoch);
    }
}
