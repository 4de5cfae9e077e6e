package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What any sound network reaches on small real data, reached with the least request, a validation part and a seed. */
class FloorsIT {

    @TempDir
    private static Path home;

    private static RunningServer server;

    @BeforeAll
    static void starts() {
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stops() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({
        "iris,          species,     val_accuracy, 0.887",
        "wine,          cultivar,    val_accuracy, 0.937",
        "breast_cancer, diagnosis,   val_accuracy, 0.938",
        "digits,        digit,       val_accuracy, 0.942",
        "penguins,      species,     val_accuracy, 0.964",
        "titanic,       survived,    val_accuracy, 0.788",
        "diabetes,      progression, val_r2_score, 0.28"
    })
    void reachesTheFloorWithTheLeastRequest(String dataset, String target, String metric, double floor) {
        server.api().upload(dataset, TestData.csv(dataset));
        String job = server.api().submit("""
            {"dataset": "%s", "target": "%s", "validation": {"split": 0.2}, "seed": 42}\
            """.formatted(dataset, target));

        JsonNode model = server.api()
                .get("/api/v1/models/%s/versions/1".formatted(model(job)))
                .expect(200)
                .json();

        assertThat(model.path("metrics").path(metric).asDouble()).isGreaterThanOrEqualTo(floor);
    }

    private static String model(String job) {
        return server.api().succeeded(job).path("model").asString().split("@")[0];
    }
}
