package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The whole of MNIST, uploaded as it lies on disk. */
class MnistIT {

    private static final String NETWORK = """
        {"layers": [{"flatten": {}}, {"dense": {"units": 512, "activation": "relu"}},
                    {"dense": {"units": 512, "activation": "relu"}}, {"dense": {"units": 10, "activation": "softmax"}}]}\
        """;

    @TempDir
    private Path home;

    @Test
    void reaches97PercentOnItsOwnTestSetInFiveEpochs() {
        try (RunningServer server = RunningServer.start(home)) {
            server.api().uploadFiles("mnist", TestData.mnist("train"));
            server.api().uploadFiles("mnist-test", TestData.mnist("t10k"));
            JsonNode job = server.api().succeeded(server.api().submit("""
                {"network": %s, "dataset": "mnist", "target": "y", "validation": {"dataset": "mnist-test"},
                 "compile": {"optimizer": "adam", "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"]},
                 "fit": {"epochs": 5, "batch_size": 128}, "seed": 1}\
                """.formatted(NETWORK)));
            assertThat(job.path("progress").path("epochs").asInt()).isEqualTo(5);
            assertThat(job.path("metrics").path("val_accuracy").asDouble()).isGreaterThanOrEqualTo(0.97);
        }
    }

    @Test
    void theSameSeedGivesTheSameModelWithOneThreadAndWithTwo(@TempDir Path other) {
        assertThat(trained(other, 2)).isEqualTo(trained(home, 1));
    }

    private static String trained(Path home, int threads) {
        try (RunningServer server = RunningServer.start(home, "netsmith.worker.threads=" + threads)) {
            server.api().uploadFiles("mnist-test", TestData.mnist("t10k"));
            String model = server.api()
                    .succeeded(server.api().submit("""
                        {"network": %s, "dataset": "mnist-test", "target": "y", "validation": {"split": 0.2},
                         "fit": {"epochs": 2, "batch_size": 128}, "seed": 9}\
                        """.formatted(NETWORK)))
                    .path("model")
                    .asString();
            return server.api()
                    .get("/api/v1/models/%s/versions/1".formatted(model.split("@")[0]))
                    .expect(200)
                    .json()
                    .path("sha256")
                    .asString();
        }
    }
}
