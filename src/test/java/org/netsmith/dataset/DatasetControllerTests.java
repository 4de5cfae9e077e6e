package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.netsmith.NetsmithServer;
import org.netsmith.storage.Blobs;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
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
@Import(DatasetControllerTests.References.class)
class DatasetControllerTests {

    private static final String BASE = "/api/v1/datasets";
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    static Path home;

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry registry) {
        registry.add("netsmith.home", home::toString);
        registry.add("netsmith.worker.main-class", IngestWorker.class::getName);
    }

    /** What other modules would say. */
    @Configuration(proxyBeanMethods = false)
    static class References {
        static final Map<String, List<String>> REFERRING = new ConcurrentHashMap<>();

        @Bean
        DatasetReferences testReferences() {
            return reference -> REFERRING.getOrDefault(reference, List.of());
        }
    }

    @Autowired
    Datasets datasets;

    @Autowired
    DatasetStore store;

    @Autowired
    Blobs blobs;

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
        References.REFERRING.clear();
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

    private Answer post(String name, String options, String prefer, Path... files) {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        for (Path file : files) {
            form.add("file", new FileSystemResource(file));
        }
        form.add("name", name);
        form.add("options", options);
        return answer(client.post()
                .uri(BASE)
                .header("Prefer", prefer)
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange());
    }

    private Answer postBody(String query, String type, byte[] body) {
        return answer(client.post()
                .uri(BASE + query)
                .header("Content-Type", type)
                .body(body)
                .exchange());
    }

    private Answer get(String path) {
        return answer(client.get().uri(BASE + path).exchange());
    }

    private Answer delete(String path) {
        return answer(client.delete().uri(BASE + path).exchange());
    }

    private static Path data(String name) {
        return Ingests.DATA.resolve(name);
    }

    @Test
    void anUploadIsReadyWhenItIsAnswered() {
        Answer created = post("iris", "", "wait=30", data("iris.csv"));

        assertThat(created.status()).isEqualTo(201);
        assertThat(created.location()).isEqualTo("/api/v1/datasets/iris/versions/1");
        JsonNode version = created.body();
        assertThat(version.get("name").asString()).isEqualTo("iris");
        assertThat(version.get("state").asString()).isEqualTo("ready");
        assertThat(version.get("format").asString()).isEqualTo("csv");
        assertThat(version.get("bytes").asInt()).isEqualTo(3870);
        assertThat(version.get("rows").asInt()).isEqualTo(150);
        assertThat(version.get("error").isNull()).isTrue();
        JsonNode species = version.get("columns").get(4);
        assertThat(species.get("type").asString()).isEqualTo("category");
        assertThat(species.get("top_values").get(0).get("count").asInt()).isEqualTo(50);
        assertThat(get("/iris").body()).isEqualTo(version);
        assertThat(get("/iris/versions/1").body()).isEqualTo(version);
        assertThat(datasets.find("iris@1")).map(DatasetVersion::rows).contains(150L);
    }

    @Test
    void theSameContentAgainIsTheSameVersion() {
        post("iris", "", "wait=30", data("iris.csv"));

        Answer again = post("iris", "", "wait=30", data("iris.csv"));
        Answer otherwise = post("iris", "{\"types\": {\"species\": \"text\"}}", "wait=30", data("iris.csv"));

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.body().get("version").asInt()).isEqualTo(1);
        assertThat(otherwise.status()).isEqualTo(201);
        assertThat(otherwise.body().get("version").asInt()).isEqualTo(2);
        assertThat(get("/iris").body().get("version").asInt()).isEqualTo(2);
    }

    @Test
    void aBodyIsAsGoodAsAForm() throws IOException {
        Answer csv = postBody("?name=iris", "text/csv", Files.readAllBytes(data("iris.csv")));
        Answer gzip =
                postBody("?name=packed", "application/gzip", Files.readAllBytes(data("nasty/two_members.csv.gz")));

        assertThat(csv.status()).isEqualTo(201);
        assertThat(csv.body().get("rows").asInt()).isEqualTo(150);
        assertThat(gzip.status()).isEqualTo(201);
        assertThat(gzip.body().get("rows").asInt()).isEqualTo(344);
    }

    @Test
    void imagesAndLabelsBecomeColumns() {
        Answer mnist = post(
                "mnist",
                "",
                "wait=30",
                data("mnist/train-images-idx3-ubyte.gz"),
                data("mnist/train-labels-idx1-ubyte.gz"));

        assertThat(mnist.status()).isEqualTo(201);
        assertThat(mnist.body().get("rows").asInt()).isEqualTo(500);
        assertThat(mnist.body().get("columns").get(0).get("shape").toString()).isEqualTo("[28,28]");
        JsonNode first = get("/mnist/preview?limit=1").body().get("rows").get(0);
        assertThat(first.get("x")).hasSize(28);
        assertThat(first.get("y").asInt()).isEqualTo(5);
    }

    @Test
    void whoDoesNotWaitIsToldWhereToLook() {
        Answer accepted = post("wine", "", "wait=0", data("wine.csv"));

        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body().get("state").asString()).isEqualTo("ingesting");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/wine").body().get("state").asString().equals("ready"));
        assertThat(get("/wine/versions/1").body().get("rows").asInt()).isEqualTo(178);
    }

    @Test
    void badContentLeavesNothingBehind() {
        Answer refused = post("bad", "", "wait=30", data("nasty/ragged_long.csv"));

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("type").asString()).isEqualTo("/problems/invalid-dataset");
        assertThat(refused.body().get("errors").get(0).get("detail").asString())
                .isEqualTo("line 13 has 10 fields, 8 are expected");
        assertThat(get("/bad").status()).isEqualTo(404);
        assertThat(get("").body().get("items")).isEmpty();
    }

    @Test
    void badContentThatWasAcceptedFails() {
        assertThat(post("bad", "", "wait=0", data("nasty/ragged_long.csv")).status())
                .isEqualTo(202);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> get("/bad").body().get("state").asString().equals("failed"));

        JsonNode error = get("/bad").body().get("error");
        assertThat(error.get("type").asString()).isEqualTo("/problems/invalid-dataset");
        assertThat(error.get("status").asInt()).isEqualTo(422);
        assertThat(error.get("errors").get(0).get("detail").asString()).contains("line 13");
        assertThat(get("/bad/preview").status()).isEqualTo(409);
        assertThat(datasets.find("bad")).isEmpty();
    }

    @Test
    void requestsThatCannotBeMeantAreRefused() {
        byte[] csv = "x,y\n1,2\n".getBytes();
        assertThat(postBody("?name=x", "application/pdf", csv).status()).isEqualTo(415);
        assertThat(postBody("", "text/csv", csv).status()).isEqualTo(400);
        assertThat(post("x", "", "wait=1").status()).isEqualTo(400);
        Answer named = postBody("?name=../x", "text/csv", csv);
        assertThat(named.status()).isEqualTo(422);
        assertThat(named.body().get("errors").get(0).get("pointer").asString()).isEqualTo("/name");
        Answer unknown = post("x", "{\"delimeter\": \";\"}", "wait=1", data("iris.csv"));
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body().get("errors").get(0).get("pointer").asString())
                .isEqualTo("/options/delimeter");
        assertThat(post("x", "{\"delimiter\": \"ab\"}", "wait=1", data("iris.csv"))
                        .status())
                .isEqualTo(422);
        assertThat(post("x", "[", "wait=1", data("iris.csv")).status()).isEqualTo(400);
        assertThat(get("/x").status()).isEqualTo(404);
    }

    @Test
    void previewsAsManyRowsAsAskedFor() {
        post("iris", "", "wait=30", data("iris.csv"));

        assertThat(get("/iris/preview").body().get("rows")).hasSize(20);
        JsonNode two = get("/iris/versions/1/preview?limit=2").body();
        assertThat(two.get("rows")).hasSize(2);
        assertThat(two.get("rows").get(0).get("species").asString()).isEqualTo("setosa");
        assertThat(two.get("columns")).hasSize(5);
        assertThat(get("/iris/preview?limit=500").body().get("rows")).hasSize(150);
        assertThat(get("/iris/preview?limit=501").status()).isEqualTo(400);
        assertThat(get("/iris/preview?limit=x").status()).isEqualTo(400);
    }

    @Test
    void listsTheNewestFirstPageByPage() throws IOException {
        for (String name : List.of("a", "b", "c")) {
            postBody("?name=" + name, "text/csv", ("x,y\n1,2\n3,4\n" + name.length() + ",0\n").getBytes());
        }

        JsonNode first = get("?limit=2").body();
        JsonNode second =
                get("?limit=2&cursor=" + first.get("next_cursor").asString()).body();

        assertThat(first.get("items"))
                .extracting(item -> item.get("name").asString())
                .containsExactly("c", "b");
        assertThat(second.get("items"))
                .extracting(item -> item.get("name").asString())
                .containsExactly("a");
        assertThat(second.get("next_cursor").isNull()).isTrue();
        assertThat(get("?cursor=nonsense").status()).isEqualTo(400);
    }

    @Test
    void whatIsReferredToIsDeletedByForceOnly() {
        post("iris", "", "wait=30", data("iris.csv"));
        References.REFERRING.put("iris@1", List.of("model iris@7"));

        Answer refused = delete("/iris");

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body().get("detail").asString()).contains("model iris@7");
        assertThat(delete("/iris/versions/1?force=true").status()).isEqualTo(204);
        assertThat(get("/iris").status()).isEqualTo(404);
        assertThat(delete("/iris").status()).isEqualTo(404);
    }

    @Test
    void versionNumbersAreNeverGivenTwice() {
        post("iris", "", "wait=30", data("iris.csv"));
        delete("/iris");

        assertThat(post("iris", "", "wait=30", data("iris.csv"))
                        .body()
                        .get("version")
                        .asInt())
                .isGreaterThan(1);
    }

    @Test
    void whatAKilledServerLeftIsTakenUpAgain() {
        String upload = blobs.put(data("iris.csv")).sha256();
        store.add(ingesting("left", upload));
        store.add(ingesting("lost", "0".repeat(64)));

        datasets.resume();

        await().atMost(Duration.ofSeconds(60)).until(() -> datasets.find("left").isPresent());
        assertThat(get("/left").body().get("rows").asInt()).isEqualTo(150);
        assertThat(get("/lost").body().get("state").asString()).isEqualTo("failed");
        assertThat(get("/lost").body().get("error").get("type").asString()).isEqualTo("/problems/artifact-corrupt");
    }

    private static StoredVersion ingesting(String name, String upload) {
        var content = new StoredVersion.Content(
                3870, upload, IngestOptions.NONE, List.of(new StoredVersion.Upload("iris.csv", upload)));
        return new StoredVersion(name, 0, StoredVersion.State.INGESTING, Instant.EPOCH, name, content, null, null);
    }

    @Test
    void theApiDocumentShowsBothWaysIn() {
        JsonNode document = answer(client.get().uri("/v3/api-docs").exchange()).body();

        JsonNode upload = document.get("paths").get(BASE).get("post");
        assertThat(upload.get("requestBody").get("content").propertyNames())
                .contains(
                        "multipart/form-data",
                        "text/csv",
                        "application/x-ndjson",
                        "application/vnd.apache.parquet",
                        "application/octet-stream");
        assertThat(upload.get("responses").propertyNames()).contains("200", "201", "202", "422");
        assertThat(document.get("paths").get(BASE + "/{name}").propertyNames()).contains("get", "delete");
    }

    @Test
    void everyOddFileIsReadOrRefusedAndLeavesNothingHalfDone() throws IOException {
        post("warm", "", "wait=60", data("iris.csv"));
        for (NastyFilesTests.Case nasty : NastyFilesTests.cases()) {
            Path path = data("nasty/" + nasty.file());
            Set<Path> before = kept();

            Answer answer = post("nasty", "", "wait=60", Files.isDirectory(path) ? files(path) : new Path[] {path});

            assertThat(answer.status())
                    .as("%s: %s", nasty.file(), answer.body())
                    .isIn(
                            switch (nasty.verdict()) {
                                case "accept" -> List.of(200, 201);
                                case "reject" -> List.of(422);
                                default -> List.of(200, 201, 422);
                            });
            if (answer.status() == 422) {
                assertThat(answer.body().get("errors")).as(nasty.file()).isNotEmpty();
                assertThat(answer.body().toString()).doesNotContain(home.toString(), "Exception");
                assertThat(get("/nasty").status()).as(nasty.file()).isEqualTo(404);
                assertThat(kept()).as(nasty.file()).isEqualTo(before);
            } else {
                assertThat(get("/nasty/preview?limit=500").body().get("rows"))
                        .as(nasty.file())
                        .isNotEmpty();
                delete("/nasty");
            }
        }
    }

    /** All files of the server but those of its database. */
    private static Set<Path> kept() throws IOException {
        try (Stream<Path> files = Files.walk(home)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().contains(".db"))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void bodiesSayInTheirTypeWhatTheyAre() throws IOException {
        Answer parquet = postBody(
                "?name=types", "application/vnd.apache.parquet", Files.readAllBytes(data("nasty/many_types.parquet")));
        Answer json =
                postBody("?name=keys", "application/x-ndjson", Files.readAllBytes(data("nasty/keys_vary.ndjson")));
        Answer zip = postBody("?name=images", "application/zip", Files.readAllBytes(data("nasty/mac_extras.zip")));

        assertThat(parquet.status()).isEqualTo(201);
        assertThat(parquet.body().get("format").asString()).isEqualTo("parquet");
        assertThat(json.body().get("format").asString()).isEqualTo("ndjson");
        assertThat(zip.body().get("format").asString()).isEqualTo("images");
        assertThat(zip.body().get("columns").get(0).get("shape").toString()).isEqualTo("[28,28]");
    }

    private static Path[] files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toArray(Path[]::new);
        }
    }

    @Test
    void optionsWithoutAWordAreNone() {
        assertThat(post("x", "null", "wait=30", data("iris.csv")).status()).isEqualTo(201);
        assertThat(post("x", "{}", "wait=30", data("iris.csv")).status()).isEqualTo(200);
    }

    @Test
    void gapsInOptionsArePointedAt() {
        for (String options : List.of("{\"null_values\": [\"?\", null]}", "{\"types\": {\"species\": null}}")) {
            Answer refused = post("x", options, "wait=30", data("iris.csv"));

            assertThat(refused.status()).as(options).isEqualTo(400);
            assertThat(refused.body().at("/errors/0/pointer").asString())
                    .isIn("/options/null_values/1", "/options/types/species");
            assertThat(refused.body().toString()).doesNotContain("org.netsmith", "java.");
        }
    }

    @Test
    void fieldsThatAreMistypedAreRefused() {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("file", new FileSystemResource(data("iris.csv")));
        form.add("name", "iris");
        form.add("optoins", "{}");
        Answer refused = answer(client.post()
                .uri(BASE)
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/errors/0/pointer").asString()).isEqualTo("/optoins");
        assertThat(postBody("?name=iris&optoins=x", "text/csv", "x,y\n1,2\n".getBytes())
                        .body()
                        .at("/errors/0/detail")
                        .asString())
                .contains("file, name, options");
        assertThat(get("/iris").status()).isEqualTo(404);
    }

    @Test
    void aFieldIsNoFile() {
        MultiValueMap<String, Object> form = new LinkedMultiValueMap<>();
        form.add("file", "iris.csv");
        form.add("name", "iris");
        Answer refused = answer(client.post()
                .uri(BASE)
                .contentType(MediaType.MULTIPART_FORM_DATA)
                .body(form)
                .exchange());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().at("/errors/0/pointer").asString()).isEqualTo("/file");
        assertThat(refused.body().get("detail").asString()).contains("file=@iris.csv");
    }

    @Test
    void aBodySaysInItsTypeHowItIsWritten() {
        byte[] latin = "city,n\nZ\u00fcrich,1\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] japanese = "city,n\n\u6771\u4eac,1\n".getBytes(Charset.forName("shift_jis"));

        assertThat(postBody("?name=latin", "text/csv;charset=iso-8859-1", latin)
                        .body()
                        .get("warnings"))
                .isEmpty();
        assertThat(postBody("?name=tokyo", "text/csv; charset=Shift_JIS", japanese)
                        .status())
                .isEqualTo(201);
        assertThat(get("/tokyo/preview").body().at("/rows/0/city").asString()).isEqualTo("\u6771\u4eac");
        Answer unknown = postBody("?name=x", "text/csv;charset=x-jisautodetect", latin);
        assertThat(unknown.status()).isEqualTo(422);
        assertThat(unknown.body().at("/errors/0/pointer").asString()).isEqualTo("/options/encoding");
    }

    @Test
    void theSameUploadTwiceAtOnceIsOneVersion() throws Exception {
        byte[] csv = Files.readAllBytes(data("iris.csv"));
        List<Answer> answers;
        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Answer> upload = () -> postBody("?name=iris", "text/csv", csv);
            answers = callers.invokeAll(Collections.nCopies(4, upload)).stream()
                    .map(Future::resultNow)
                    .toList();
        }

        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 200, 200, 200);
        assertThat(answers)
                .allSatisfy(answer ->
                        assertThat(answer.body().get("version").asInt()).isEqualTo(1));
        assertThat(get("/iris/versions/2").status()).isEqualTo(404);
    }
}
