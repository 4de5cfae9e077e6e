package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An odd file that is taken as a data set can be trained on, or the job is refused with a reason before it begins. */
class NastyTrainingIT {

    /** Reading its 11 million rows is a test of its own, and no column of it has two values. */
    private static final String HUGE = "zeros_64mb.csv.gz";

    @TempDir
    private static Path home;

    private static RunningServer server;

    record Case(String file, String verdict) {}

    @BeforeAll
    static void starts() {
        server = RunningServer.start(home);
    }

    @AfterAll
    static void stops() {
        server.close();
    }

    static List<Case> cases() throws IOException {
        return JsonMapper.shared()
                .readTree(Files.readString(TestData.nasty("index.json")))
                .valueStream()
                .map(each -> new Case(
                        each.path("file").asString(), each.path("verdict").asString()))
                .filter(each -> !each.verdict().equals("reject") && !each.file().equals(HUGE))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void isTrainedOnOrRefusedBeforehand(Case nasty) throws IOException {
        String name = nasty.file().replaceAll("[^A-Za-z0-9.]", "-");
        Api.Answer upload = server.api().uploaded(name, files(nasty.file()));
        if (upload.status() == 422) {
            assertThat(nasty.verdict()).isEqualTo("either");
            return;
        }

        String target = upload.expect(201).json().path("columns").valueStream().toList().getLast().path("name").asString();
        Api.Answer answer = server.api()
                .post(
                        "/api/v1/training-jobs",
                        JsonMapper.shared()
                                .createObjectNode()
                                .put("dataset", name)
                                .put("target", target)
                                .toString());

        if (answer.status() == 422) {
            assertThat(nasty.verdict()).as(answer.raw().body()).isEqualTo("either");
            assertThat(answer.json().at("/errors/0/detail").asString()).isNotBlank();
        } else {
            JsonNode job = server.api().succeeded(answer.expect(202).header("Location"));
            assertThat(job.path("metrics").path("loss").asDouble()).isFinite();
        }
    }

    private static List<Path> files(String name) throws IOException {
        Path path = TestData.nasty(name);
        if (!Files.isDirectory(path)) {
            return List.of(path);
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.sorted().toList();
        }
    }
}
