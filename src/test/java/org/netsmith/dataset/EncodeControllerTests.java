package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.NetsmithServer;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(classes = NetsmithServer.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class EncodeControllerTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String ISLANDS = """
        island,mass,when,y
        Biscoe,1.0,2024-01-01,a
        Dream,3.0,2024-01-02,b
        Biscoe,,2024-01-03,a
        Dream,5.0,2024-01-04,
        """;

    @TempDir
    static Path home;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("netsmith.home", home::toString);
        registry.add("netsmith.worker.main-class", IngestWorker.class::getName);
    }

    private RestTestClient client;

    @BeforeEach
    void islands(@LocalServerPort int port) {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
        Answer stored = answer(client.post()
                .uri("/api/v1/datasets?name=islands")
                .header("Prefer", "wait=60")
                .contentType(MediaType.parseMediaType("text/csv"))
                .body(ISLANDS)
                .exchange());
        assertThat(stored.status()).isIn(200, 201);
    }

    /** An answer with its body as JSON. */
    private record Answer(int status, JsonNode body) {

        List<String> pointers() {
            return body.get("errors")
                    .valueStream()
                    .map(error -> error.get("pointer").asString())
                    .toList();
        }
    }

    private static Answer answer(RestTestClient.ResponseSpec response) {
        var result = response.expectBody(String.class).returnResult();
        String body = result.getResponseBody();
        return new Answer(result.getStatus().value(), JSON.readTree(body == null ? "null" : body));
    }

    private Answer encode(String path, @Nullable String body) {
        var request = client.post().uri("/api/v1/datasets/" + path);
        return answer(
                body == null
                        ? request.exchange()
                        : request.contentType(MediaType.APPLICATION_JSON)
                                .body(body.replace('\'', '"'))
                                .exchange());
    }

    @Test
    void showsRowsAsANetworkSeesThem() {
        Answer answer = encode(
                "islands/encode?limit=2",
                "{'target': 'y', 'features': ['island', {'name': 'mass', 'encoding': 'standardize', 'missing':"
                        + " 'mean'}]}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("columns").toString())
                .isEqualTo("[\"island=Biscoe\",\"island=Dream\",\"mass\",\"mass missing\"]");
        assertThat(answer.body().get("rows").toString()).isEqualTo("[[1.0,0.0,-1.0,0.0],[0.0,1.0,1.0,0.0]]");
        JsonNode mass = answer.body().get("encoders").get(1);
        assertThat(mass.get("name").asString()).isEqualTo("mass");
        assertThat(mass.get("encoder").toString())
                .isEqualTo("{\"kind\":\"standardize\",\"mean\":2.0,\"scale\":1.0,"
                        + "\"missing\":{\"policy\":\"mean\",\"fill\":2.0,\"indicator\":true}}");
    }

    @Test
    void takesEveryUsableColumnWhereNothingIsAsked() {
        Answer answer = encode("islands/versions/1/encode", null);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body().get("rows")).hasSize(4);
        assertThat(answer.body().get("columns").toString()).contains("when day_of_week", "mass missing", "y=a");
        assertThat(answer.body().get("rows").get(0))
                .hasSize(answer.body().get("columns").size());
    }

    @Test
    void saysEverythingThatIsWrong() {
        Answer wrong = encode(
                "islands/encode",
                "{'target': 'z', 'features': [{'name': 'mass', 'encoding': 'one_hot'}, {'name': 'island', 'buckets':"
                        + " -1}]}");

        assertThat(wrong.status()).isEqualTo(422);
        assertThat(wrong.body().get("type").asString()).isEqualTo("/problems/invalid-request");
        assertThat(wrong.pointers())
                .containsExactly("/target", "/features/0/encoding", "/features/1/buckets", "/features/1/buckets");
        assertThat(encode("islands/encode", "{'features': [{'name': 'mass', 'encodng': 'none'}]}")
                        .status())
                .isEqualTo(400);
        assertThat(encode("islands/encode?limit=0", "{}").status()).isEqualTo(400);
        assertThat(encode("islands/encode", "{").status()).isEqualTo(400);
        assertThat(encode("nowhere/encode", "{}").status()).isEqualTo(404);
        assertThat(encode("islands/versions/7/encode", "{}").status()).isEqualTo(404);
    }

    @Test
    void refusesRowsThatCannotBeEncodedAsAsked() {
        Answer refused = encode("islands/encode", "{'features': [{'name': 'mass', 'missing': 'refuse'}]}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.pointers()).containsExactly("/features/0/missing");
        assertThat(refused.body().get("errors").get(0).get("detail").asString()).contains("1 missing values");
    }

    @Test
    void isInTheApiDocument() {
        JsonNode document = answer(client.get().uri("/v3/api-docs").exchange()).body();

        JsonNode post =
                document.get("paths").get("/api/v1/datasets/{name}/encode").get("post");
        assertThat(post.get("responses").propertyNames()).contains("200", "400", "404", "409", "422");
        assertThat(document.get("paths").propertyNames()).contains("/api/v1/datasets/{name}/versions/{version}/encode");
    }

    @Test
    void aGapWhereAFeatureIsMeantIsPointedAt() {
        assertThat(encode("islands/encode", "{'features': ['mass', null]}").pointers())
                .containsExactly("/features/1");
        assertThat(encode("islands/encode", "{'features': [{'name': null}]}").pointers())
                .containsExactly("/features/0/name");
        Answer nameless = encode("islands/encode", "{'features': [{'encoding': 'none'}]}");
        assertThat(nameless.status()).isEqualTo(400);
        assertThat(nameless.body().at("/errors/0/detail").asString()).isEqualTo("must not be null or left out");
    }
}
