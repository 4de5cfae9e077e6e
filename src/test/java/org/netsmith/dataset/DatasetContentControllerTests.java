package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.NetsmithServer;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.FileSystemResource;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@SpringBootTest(classes = NetsmithServer.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class DatasetContentControllerTests {

    private static final String BASE = "/api/v1/datasets";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path home;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("netsmith.home", home::toString);
        registry.add("netsmith.worker.main-class", IngestWorker.class::getName);
    }

    @Autowired
    JdbcClient jdbc;

    private RestTestClient client;

    @BeforeEach
    void client(@LocalServerPort int port) {
        client = RestTestClient.bindToServer()
                .baseUrl("http://localhost:" + port)
                .build();
    }

    @AfterEach
    void forget() {
        jdbc.sql("DELETE FROM dataset_versions").update();
        jdbc.sql("DELETE FROM datasets").update();
    }

    /** An answer with its body as JSON. */
    private record Answer(int status, @Nullable String location, JsonNode body) {}

    private static Answer answer(RestTestClient.ResponseSpec response) {
        var result = response.expectBody(String.class).returnResult();
        String body = result.getResponseBody();
        String location = result.getResponseHeaders().getFirst("Location");
        return new Answer(result.getStatus().value(), location, JSON.readTree(body == null ? "null" : body));
    }

    private Answer post(String name, Path... files) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        for (Path file : files) {
            form.add("file", new FileSystemResource(file));
        }
        form.add("name", name);
        return answer(client.post()
                .uri(BASE)
                .header("Prefer", "wait=30")
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange());
    }

    private Answer get(String path) {
        return answer(client.get().uri(BASE + path).exchange());
    }

    private static Path data(String name) {
        return Ingests.DATA.resolve(name);
    }

    @Test
    void aProfileTellsOfEveryColumn() {
        post("iris", data("iris.csv"));

        JsonNode profile = get("/iris/profile").body();

        assertThat(profile.get("rows").asInt()).isEqualTo(150);
        assertThat(profile.get("duplicate_rows").asInt()).isEqualTo(1);
        JsonNode petal = profile.get("columns").get(2);
        assertThat(petal.get("type").asString()).isEqualTo("number");
        assertThat(petal.at("/histogram/counts")).hasSize(20);
        assertThat(petal.get("constant").asBoolean()).isFalse();
        assertThat(petal.has("association")).isFalse();
        assertThat(profile.at("/columns/4/top_values/0/count").asInt()).isEqualTo(50);
        assertThat(get("/iris/versions/1/profile").body()).isEqualTo(profile);
    }

    @Test
    void aTargetShowsWhatGoesWithIt() {
        post("penguins", data("penguins.csv"));

        JsonNode profile = get("/penguins/profile?target=species").body();

        assertThat(profile.get("target").asString()).isEqualTo("species");
        assertThat(profile.at("/class_balance/0/value").asString()).isEqualTo("Adelie");
        assertThat(profile.at("/class_balance/0/share").asDouble()).isEqualTo(152.0 / 344);
        assertThat(profile.at("/columns/1/association/measure").asString()).isEqualTo("cramers_v");
        assertThat(profile.at("/columns/1/association/leak").asBoolean()).isFalse();
        assertThat(get("/penguins/versions/1/profile?target=species").body()).isEqualTo(profile);
    }

    @Test
    void constantColumnsAndIdentifiersAreMarked() throws IOException {
        Path file = home.resolve("marked.csv");
        Files.writeString(
                file,
                "number,same,x\n"
                        + IntStream.range(0, 30)
                                .mapToObj(i -> "%d,a,%d".formatted(i + 1, i % 4))
                                .collect(Collectors.joining("\n"))
                        + "\n");
        post("marked", file);

        JsonNode columns = get("/marked/profile").body().get("columns");

        assertThat(columns.valueStream()
                        .map(column -> column.get("identifier_like").asBoolean()))
                .containsExactly(true, false, false);
        assertThat(columns.valueStream().map(column -> column.get("constant").asBoolean()))
                .containsExactly(false, true, false);
    }

    @Test
    void whatIsNotThereIsRefused() {
        post("iris", data("iris.csv"));

        Answer target = get("/iris/profile?target=specie");
        Answer format = get("/iris/content?format=xlsx");

        assertThat(target.status()).isEqualTo(422);
        assertThat(target.body().at("/errors/0/pointer").asString()).isEqualTo("/target");
        assertThat(format.status()).isEqualTo(422);
        assertThat(format.body().at("/errors/0/pointer").asString()).isEqualTo("/format");
        assertThat(get("/nothing/profile").status()).isEqualTo(404);
        assertThat(get("/iris/versions/2/content").status()).isEqualTo(404);
    }

    @Test
    void tensorsHaveAProfileButAreNoTable() {
        post("mnist", data("mnist/train-images-idx3-ubyte.gz"), data("mnist/train-labels-idx1-ubyte.gz"));

        Answer profile = get("/mnist/profile?target=y");
        Answer content = get("/mnist/content?format=parquet");

        assertThat(profile.status()).isEqualTo(200);
        assertThat(profile.body().at("/columns/0/shape").toString()).isEqualTo("[28,28]");
        assertThat(content.status()).isEqualTo(422);
        assertThat(content.body().get("detail").asString()).contains("tensors");
    }

    @Test
    void csvComesBackAsItWasUnderstood() throws IOException {
        Path file = home.resolve("back.csv");
        Files.writeString(file, "name,paid,n\n\"Smith, \"\"J\"\"\",yes,1.5\nLee,no,\nKim,yes,3\n");
        post("back", file);

        var answer = client.get()
                .uri(BASE + "/back/content?format=csv")
                .exchange()
                .expectBody(String.class)
                .returnResult();

        assertThat(answer.getStatus().value()).isEqualTo(200);
        assertThat(answer.getResponseHeaders().getContentType().toString()).startsWith("text/csv");
        assertThat(answer.getResponseHeaders().getFirst("Content-Disposition")).contains("back-1.csv");
        assertThat(answer.getResponseBody())
                .isEqualTo("name,paid,n\n\"Smith, \"\"J\"\"\",yes,1.5\nLee,no,\nKim,yes,3.0\n");
    }

    @Test
    void parquetComesBackWholeOrInParts() {
        post("iris", data("iris.csv"));

        var whole = client.get()
                .uri(BASE + "/iris/content?format=parquet")
                .exchange()
                .expectBody(byte[].class)
                .returnResult();
        var part = client.get()
                .uri(BASE + "/iris/content?format=parquet")
                .header("Range", "bytes=0-3")
                .exchange()
                .expectBody(byte[].class)
                .returnResult();
        var known = client.get()
                .uri(BASE + "/iris/content?format=parquet")
                .header("If-None-Match", whole.getResponseHeaders().getETag())
                .exchange()
                .expectBody(byte[].class)
                .returnResult();

        assertThat(new String(whole.getResponseBody(), 0, 4)).isEqualTo("PAR1");
        assertThat(part.getStatus().value()).isEqualTo(206);
        assertThat(new String(part.getResponseBody())).isEqualTo("PAR1");
        assertThat(known.getStatus().value()).isEqualTo(304);
    }

    @Test
    void noTextOfCsvIsAFormula() throws IOException {
        Path file = home.resolve("formulas.csv");
        Files.writeString(file, "=1+1,note,n\n=cmd|x,+49 30,-5\n@SUM(A1),-7.5e3,-3\n-2+3,-,4\n\"\t=x\",plain,5\n");
        post("formulas", file);

        String csv = client.get()
                .uri(BASE + "/formulas/content")
                .exchange()
                .expectBody(String.class)
                .returnResult()
                .getResponseBody();

        assertThat(csv).isEqualTo("'=1+1,note,n\n'=cmd|x,'+49 30,-5\n'@SUM(A1),-7.5e3,-3\n'-2+3,-,4\n'\t=x,plain,5\n");
    }
}
