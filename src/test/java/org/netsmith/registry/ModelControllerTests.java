package org.netsmith.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.when;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.dataset.Datasets;
import org.netsmith.storage.Blob;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

@WebMvcTest({ModelController.class, AliasController.class})
@Import(ModelControllerTests.Published.class)
class ModelControllerTests {

    @TestConfiguration(proxyBeanMethods = false)
    static class Published {

        @Bean(destroyMethod = "close")
        TestRegistry registry() throws IOException {
            return TestRegistry.in(Files.createTempDirectory("published"));
        }

        @Bean
        Models models(TestRegistry registry) {
            return registry.models();
        }

        @Bean
        ModelCards cards(Models models) {
            return new ModelCards(models);
        }
    }

    @MockitoBean
    private Datasets datasets;

    @Autowired
    private MockMvcTester http;

    @Autowired
    private TestRegistry registry;

    @Autowired
    private Models models;

    /** Two versions of iris, the first one the champion. */
    @BeforeEach
    void publishes(@TempDir Path directory) {
        registry.clear();
        Path file = directory.resolve("model.safetensors");
        TestModels.species(1).write(file);
        registry.publish("iris", file);
        registry.publish("iris", file);
        registry.alias("iris", "champion", 1);
        when(datasets.exists("iris@1")).thenReturn(true);
    }

    @Test
    void aModelOutlivesItsDataSetAndSaysSo() {
        when(datasets.exists("iris@1")).thenReturn(false);

        assertThat(get("/iris/versions/1"))
                .bodyJson()
                .extractingPath("$.source.dataset_deleted")
                .isEqualTo(true);
    }

    private MvcTestResult get(String path) {
        return http.get().uri("/api/v1/models" + path).exchange();
    }

    @Test
    void aVersionTellsWhatItTakesAnswersAndComesFrom() {
        ModelVersion model = models.get("iris@1");

        assertThat(get("/iris/versions/1")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
            {"name": "iris", "version": 1, "created_at": "2026-11-22T12:00:00Z", "aliases": ["champion"],
             "inputs": [
                {"name": "petal_length", "type": "number", "shape": [], "categories": null, "example": 3.8},
                {"name": "petal_width", "type": "number", "shape": [], "categories": null, "example": 1.2},
                {"name": "island", "type": "category", "shape": [], "categories": ["Biscoe", "Dream"], "example": "Biscoe"}],
             "outputs": [{"name": "species", "type": "category", "labels": ["setosa", "versicolor", "virginica"]}],
             "parameters": 67, "metrics": {"loss": 0.25},
             "source": {"job": "job-1", "network": "mlp@2", "dataset": "iris@1", "dataset_sha256": "%s",
                "dataset_deleted": false, "seed": 42, "software": "netsmith 0.1.0"},
             "bytes": %d, "sha256": "%s", "formats": ["safetensors"]}\
            """.formatted(
                        "cd".repeat(32), model.bytes(), model.sha256()));
    }

    @Test
    void aModelListsItsVersionsNewestFirstAndItsAliases() {
        MvcTestResult answer = get("/iris");

        assertThat(answer)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.versions[*].version")
                .asArray()
                .containsExactly(2, 1);
        assertThat(answer).bodyJson().extractingPath("$.aliases").asMap().containsExactly(Map.entry("champion", 1));
    }

    @Test
    void theListShowsTheNewestVersionOfEachModelPageByPage() {
        models.publish(
                "rose", new Blob(models.get("iris").sha256(), 1), List.of(), 1, Map.of(), TestRegistry.source("job-2"));

        MvcTestResult first = get("?limit=1");
        assertThat(first)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[*].name")
                .asArray()
                .containsExactly("iris");
        assertThat(first).bodyJson().extractingPath("$.items[0].version").isEqualTo(2);
        String cursor = JsonMapper.shared()
                .readTree(first.getResponse().getContentAsByteArray())
                .path("next_cursor")
                .asString();

        MvcTestResult second = get("?limit=1&cursor=" + cursor);
        assertThat(second)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items[*].name")
                .asArray()
                .containsExactly("rose");
        assertThat(second).bodyJson().extractingPath("$.next_cursor").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"?limit=0", "?limit=501", "?limit=x", "?cursor=x", "?cursor=MXg", "/iris/audit?cursor=MXg"})
    void aPageThatCannotBeIsRefused(String path) {
        assertThat(get(path)).hasStatus(400).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/rose",
                "/iris/versions/3",
                "/iris/versions/x",
                "/iris/versions/champion",
                "/rose/audit",
                "/iris/versions/9/artifact"
            })
    void whatDoesNotExistIsNotFound(String path) {
        assertThat(get(path)).hasStatus(404).bodyJson().extractingPath("$.type").isEqualTo("/problems/not-found");
    }

    @Test
    void theFileIsDownloadedWithItsDigest() throws IOException {
        ModelVersion model = models.get("iris@1");
        byte[] file = Files.readAllBytes(models.file(model));
        String digest =
                "sha-256=:" + Base64.getEncoder().encodeToString(HexFormat.of().parseHex(model.sha256())) + ":";

        MvcTestResult whole = get("/iris/versions/1/artifact?format=safetensors");
        assertThat(whole)
                .hasStatusOk()
                .hasHeader("ETag", "\"" + model.sha256() + "\"")
                .hasHeader("Content-Digest", digest);
        assertThat(whole.getResponse().getContentAsByteArray()).isEqualTo(file);

        MvcTestResult part = http.get()
                .uri("/api/v1/models/iris/versions/1/artifact")
                .header("Range", "bytes=8-15")
                .exchange();
        assertThat(part).hasStatus(206).hasHeader("Repr-Digest", digest).doesNotContainHeader("Content-Digest");
        assertThat(part.getResponse().getContentAsByteArray()).isEqualTo(Arrays.copyOfRange(file, 8, 16));

        assertThat(http.get()
                        .uri("/api/v1/models/iris/versions/1/artifact")
                        .header("If-None-Match", "\"" + model.sha256() + "\""))
                .hasStatus(304);
    }

    @Test
    void aFormatThatIsNotWrittenIsRefusedWithThoseThatAre() {
        MvcTestResult answer = get("/iris/versions/1/artifact?format=onnx");

        assertThat(answer).hasStatus(422).bodyJson().extractingPath("$.type").isEqualTo("/problems/unsupported-export");
        assertThat(answer).bodyJson().extractingPath("$.formats").asArray().containsExactly("safetensors");
    }

    @Test
    void anAliasMovesAndEveryMoveIsKept() {
        assertThat(put("/iris/aliases/champion", "{\"version\": 2}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("{\"name\": \"iris\", \"alias\": \"champion\", \"version\": 2}");
        assertThat(http.delete().uri("/api/v1/models/iris/aliases/champion")).hasStatus(204);
        assertThat(http.delete().uri("/api/v1/models/iris/aliases/champion")).hasStatus(404);

        MvcTestResult audit = get("/iris/audit?limit=2");
        assertThat(audit)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.items")
                .asArray()
                .hasSize(2);
        assertThat(audit)
                .bodyJson()
                .extractingPath("$.items[0]")
                .asMap()
                .containsEntry("action", "alias_deleted")
                .containsEntry("caller", "anonymous")
                .containsEntry("from_version", 2);
        assertThat(audit)
                .bodyJson()
                .extractingPath("$.items[1]")
                .asMap()
                .containsEntry("action", "alias_set")
                .containsEntry("from_version", 1)
                .containsEntry("to_version", 2);
        assertThat(audit).bodyJson().extractingPath("$.next_cursor").isNotNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"version\": 3};              422; /version",
                "{\"version\": null};           422; /version",
                "{};                            422; /version",
                "{\"version\": \"1\"};          400; /version",
                "{\"version\": 1.5};            400; /version",
                "{\"version\": 1, \"x\": 1};    400; /x"
            })
    void anAliasIsNotSetToWhatIsNoVersion(String json, int status, String pointer) {
        assertThat(put("/iris/aliases/champion", json))
                .hasStatus(status)
                .bodyJson()
                .extractingPath("$.errors[0].pointer")
                .isEqualTo(pointer);
    }

    @Test
    void aModelIsDeletedOnceNoAliasPointsAtIt() {
        assertThat(http.delete().uri("/api/v1/models/iris")).hasStatus(409);
        assertThat(http.delete().uri("/api/v1/models/iris/versions/1")).hasStatus(409);
        assertThat(http.delete().uri("/api/v1/models/iris/versions/2")).hasStatus(204);
        assertThat(http.delete().uri("/api/v1/models/iris/aliases/champion")).hasStatus(204);
        assertThat(http.delete().uri("/api/v1/models/iris")).hasStatus(204);
        assertThat(http.delete().uri("/api/v1/models/iris")).hasStatus(404);
    }

    private MvcTestResult put(String path, String json) {
        return http.put()
                .uri("/api/v1/models" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }
}
