package org.netsmith.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.netsmith.registry.Models;
import org.netsmith.registry.TestModels;
import org.netsmith.registry.TestRegistry;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.json.JsonMapper;

@WebMvcTest(PredictionController.class)
@Import({PredictionControllerTests.Served.class, PredictionMapping.class, PredictionAdapter.class})
class PredictionControllerTests {

    private static final String DREAM =
            "{\"instances\": [{\"petal_length\": 1.4, \"petal_width\": 0.2, \"island\": \"Dream\"}]}";

    /** Two versions of a classifier, the first one the champion, and a regression. */
    @TestConfiguration(proxyBeanMethods = false)
    static class Served {

        @Bean(destroyMethod = "close")
        TestRegistry registry() throws IOException {
            Path directory = Files.createTempDirectory("served");
            TestRegistry registry = TestRegistry.in(directory);
            Path file = directory.resolve("model.safetensors");
            TestModels.species(1).write(file);
            registry.publish("iris", file);
            registry.alias("iris", "champion", 1);
            TestModels.species(2).write(file);
            registry.publish("iris", file);
            TestModels.weight(1).write(file);
            registry.publish("weight", file);
            return registry;
        }

        @Bean
        Models models(TestRegistry registry) {
            return registry.models();
        }

        @Bean
        Predictions predictions(Models models, JsonMapper json) {
            return new Predictions(models, new ServingSettings(DataSize.ofMegabytes(1), 100), json);
        }
    }

    @Autowired
    private MockMvcTester http;

    private MvcTestResult post(String path, String json) {
        return http.post()
                .uri("/api/v1/models/" + path)
                .contentType(MediaType.APPLICATION_JSON)
                .content(json)
                .exchange();
    }

    @Test
    void theNewestVersionAnswersLabelsAndProbabilities() {
        MvcTestResult answer = post("iris:predict", DREAM);

        assertThat(answer).hasStatusOk().hasContentTypeCompatibleWith(MediaType.APPLICATION_JSON);
        assertThat(answer).bodyJson().extractingPath("$.model").isEqualTo("iris");
        assertThat(answer).bodyJson().extractingPath("$.version").isEqualTo(2);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.predictions[0].label")
                .isIn("setosa", "versicolor", "virginica");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.predictions[0].probabilities")
                .asMap()
                .hasSize(3);
        assertThat(answer).bodyJson().doesNotHavePath("$.notes");
    }

    @Test
    void aRegressionAnswersValues() {
        assertThat(post("weight:predict", "{\"instances\": [[1.7], {\"height\": 1.7}]}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                    {"model": "weight", "version": 1, "predictions": [{"value": 1000.0}, {"value": 1000.0}]}\
                    """);
    }

    @Test
    void versionsAndAliasesAnswerForThemselves() {
        assertThat(post("iris/versions/1:predict", DREAM))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.version")
                .isEqualTo(1);
        assertThat(post("iris/versions/2:predict", DREAM))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.version")
                .isEqualTo(2);
        assertThat(post("iris/aliases/champion:predict", DREAM))
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.version")
                .isEqualTo(1);
    }

    @Test
    void missingValuesAreNoted() {
        MvcTestResult answer = post("iris:predict", "{\"instances\": [[null, 0.2, \"Dream\"]]}");

        assertThat(answer)
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$.notes[0].pointer")
                .isEqualTo("/instances/0/0");
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.notes[0].detail")
                .asString()
                .contains("petal_length");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rose:predict",
                "iris/versions/3:predict",
                "iris/versions/x:predict",
                "iris/versions/99999999999:predict",
                "iris/versions/champion:predict",
                "iris/aliases/nobody:predict",
                "iris/aliases/1:predict"
            })
    void whatDoesNotExistIsNotFound(String path) {
        assertThat(post(path, DREAM))
                .hasStatus(404)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("/problems/not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH"})
    void otherVerbsAreRefused(String method) {
        assertThat(http.method(HttpMethod.valueOf(method))
                        .uri("/api/v1/models/iris:predict")
                        .exchange())
                .hasStatus(405);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"instances\": [[1, 2]]};                   422; invalid-instances;  /instances/0",
                "{\"instances\": [[1, \"a\", \"Dream\"]]};    422; invalid-instances;  /instances/0/1",
                "{\"instances\": []};                         422; invalid-instances;  /instances",
                "{\"instances\": null};                       422; invalid-instances;  /instances",
                "{};                                          422; invalid-instances;  /instances",
                "{\"instances\": [[1,2,\"x\"]], \"rows\": 1}; 400; malformed-request;  /rows"
            })
    void whatIsWrongIsPointedAt(String json, int status, String problem, String pointer) {
        MvcTestResult answer = post("iris:predict", json);

        assertThat(answer).hasStatus(status).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer).bodyJson().extractingPath("$.type").isEqualTo("/problems/" + problem);
        assertThat(answer).bodyJson().extractingPath("$.errors[0].pointer").isEqualTo(pointer);
        assertThat(answer)
                .bodyJson()
                .extractingPath("$.errors[0].detail")
                .asString()
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "{\"instances\": [[1e9999999999999999999999999]]",
                "{\"instances\": [], \"instances\": []}"
            })
    void whatIsNoRequestIsMalformed(String body) {
        assertThat(post("iris:predict", body))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("/problems/malformed-request");
    }

    @Test
    void tooManyRowsAreRefusedWithTheLimit() {
        MvcTestResult answer = post("weight:predict", "{\"instances\": [" + "1,".repeat(100) + "1]}");

        assertThat(answer).hasStatus(413).bodyJson().extractingPath("$.limit").isEqualTo(100);
    }

    @Test
    void anAnswerTellsItsTypeAndLength() throws Exception {
        var answer = post("weight:predict", "{\"instances\": [[1.7]]}").getResponse();

        assertThat(answer.getContentType()).isEqualTo("application/json");
        assertThat(answer.getContentLength()).isEqualTo(answer.getContentAsByteArray().length);
    }

    @Test
    void largeBodiesAreReadToTheirEnd() {
        String space = " ".repeat(3 << 19);

        assertThat(post("weight:predict", "{\"instances\": [[1.7]" + space + "]}")).hasStatusOk();
        assertThat(post("weight:predict", "{\"instances\": [[1.7]]" + space + "]}"))
                .hasStatus(400);
    }

    @Test
    void otherMediaTypesAreRefused() {
        assertThat(http.post()
                        .uri("/api/v1/models/weight:predict")
                        .contentType(MediaType.TEXT_PLAIN)
                        .content("{\"instances\": [[1.7]]}")
                        .exchange())
                .hasStatus(415);
        assertThat(http.post()
                        .uri("/api/v1/models/weight:predict")
                        .contentType(MediaType.APPLICATION_JSON)
                        .accept(MediaType.TEXT_PLAIN)
                        .content("{\"instances\": [[1.7]]}")
                        .exchange())
                .hasStatus(406);
    }

    @Test
    void namesAreReadAsThePathEncodesThem() {
        assertThat(http.post()
                        .uri(URI.create("/api/v1/models/we%69ght/versions/%31:predict"))
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"instances\": [[1.7]]}")
                        .exchange())
                .hasStatusOk();
    }
}
