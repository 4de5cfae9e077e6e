package org.netsmith;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Whatever is sent to any operation of the OpenAPI document, no answer is a 5xx and every refusal is a problem that
 * says why.
 */
class NonsenseIT {

    private static final List<String> NAMES = List.of(
            "iris",
            "nobody",
            "-",
            "1",
            "99999999999999999999",
            "..%2f..%2fetc",
            "a%00b",
            "%F0%9F%92%A9",
            "x".repeat(300));

    private static final List<String> BODIES = List.of(
            "",
            "{",
            "null",
            "[]",
            "{}",
            "\"text\"",
            "12345678901234567890123456789012345678901234567890123456789012345678901234567890",
            "{\"nonsense\": 1}",
            "{\"dataset\": null, \"target\": 7}",
            "{\"dataset\": \"iris\", \"target\": \"species\", \"fit\": {\"epochs\": -1}}",
            "{\"dataset\": \"iris\", \"target\": \"species\", \"fit\": {\"epochs\": 1e999}}",
            "{\"dataset\": \"iris\", \"target\": \"species\", \"network\": {\"layers\": [{\"dense\": 1000000000000}]}}",
            "{\"dataset\": \"iris\", \"target\": {}, \"features\": [[], 3], \"compile\": [], \"seed\": \"x\"}",
            "{\"name\": \"x\", \"definition\": {\"layers\": [{\"dense\": -1}, {\"lambda\": \"x\"}, 5]}}",
            "{\"definition\": 5}",
            "{\"version\": 0}",
            "{\"version\": 99999999999}",
            "{\"instances\": []}",
            "{\"instances\": [1, \"x\", null, {}, []]}",
            "{\"instances\": [{\"sepal_length_cm\": 1e999}]}",
            "{\"instances\": [[1, 2, 3, 4, 5]]}",
            "{\"a\": 1, \"a\": 2}",
            "[".repeat(100_000),
            "\u0000\u0001\u0002");

    private static final List<String> MEDIA_TYPES = List.of(
            "application/json", "text/csv", "application/octet-stream", "multipart/form-data", "nonsense/nonsense");

    @TempDir
    private static Path home;

    private static RunningServer server;

    @BeforeAll
    static void startsWithIris() {
        server = RunningServer.start(home);
        server.api().upload("iris", TestData.csv("iris"));
        server.api()
                .succeeded(server.api()
                        .submit("{\"dataset\": \"iris\", \"target\": \"species\", \"fit\": {\"epochs\": 1}}"));
    }

    @AfterAll
    static void stops() {
        server.close();
    }

    @Test
    void nothingThatIsSentIsAnsweredWithAServerError() {
        List<Operation> operations = operations();
        assertThat(operations).hasSizeGreaterThan(20);
        SoftAssertions softly = new SoftAssertions();
        for (Operation operation : operations) {
            for (String path : operation.paths()) {
                operation.send(path).forEach(answer -> check(softly, answer));
            }
        }
        softly.assertAll();
    }

    @Test
    void theFrontPageLeadsToTheApi() {
        assertThat(server.api().get("/").expect(200).raw().body()).contains("/swagger-ui.html");
    }

    @Test
    void thePathsOfTheDocumentAreTemplatesAndNothingElse() {
        assertThat(operations())
                .extracting(Operation::template)
                .contains("/api/v1/models/{name}:predict", "/api/v1/models/{name}/versions/{version}")
                .noneMatch(template -> template.matches(".*[\\[^+*].*"));
    }

    @Test
    void verbsThatAPathDoesNotKnowAreRefusedAsSuch() {
        for (String method : List.of("GET", "PUT", "DELETE", "PATCH")) {
            Api.Answer answer = server.api()
                    .send(method, "/api/v1/models/iris:predict", "application/json", BodyPublishers.ofString("{}"));
            assertThat(answer.status()).as(method).isEqualTo(405);
        }
    }

    private static void check(SoftAssertions softly, Api.Answer answer) {
        String call = answer.raw().request().method() + " " + answer.raw().uri();
        softly.assertThat(answer.status())
                .as("%s: %s", call, answer.raw().body())
                .isLessThan(500);
        if (answer.status() >= 400 && answer.raw().uri().getPath().startsWith("/api/")) {
            softly.assertThat(answer.header("Content-Type")).as(call).startsWith("application/problem+json");
            softly.assertThat(answer.raw().body())
                    .as(call)
                    .contains("\"type\"", "\"title\"", "\"status\"", "\"detail\"")
                    .doesNotContain("org.netsmith", "Exception", "SELECT ", home.toString());
        }
    }

    private static List<Operation> operations() {
        JsonNode paths = server.api().get("/v3/api-docs").expect(200).json().path("paths");
        List<Operation> operations = new ArrayList<>();
        for (String path : paths.propertyNames()) {
            for (String method : paths.path(path).propertyNames()) {
                operations.add(new Operation(method.toUpperCase(), path));
            }
        }
        return operations;
    }

    /** One operation of the OpenAPI document. */
    private record Operation(String method, String template) {

        private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

        List<String> paths() {
            if (!template.contains("{")) {
                return List.of(template, template + "?limit=-1&cursor=x&format=x&state=x", template + "?limit=x");
            }
            return NAMES.stream()
                    .map(name -> template.replaceAll("\\{[^}]*}", name))
                    .toList();
        }

        List<Api.Answer> send(String path) {
            if (!WITH_BODY.contains(method)) {
                return List.of(server.api().send(method, path, "application/json", BodyPublishers.noBody()));
            }
            boolean named = path.contains("iris") || !template.contains("{");
            List<Api.Answer> answers = new ArrayList<>();
            for (String body : named ? BODIES : BODIES.subList(0, 5)) {
                for (String mediaType : named ? MEDIA_TYPES : MEDIA_TYPES.subList(0, 1)) {
                    answers.add(server.api()
                            .send(
                                    method,
                                    path,
                                    mediaType,
                                    BodyPublishers.ofByteArray(body.getBytes(StandardCharsets.UTF_8))));
                }
            }
            return answers;
        }
    }
}
