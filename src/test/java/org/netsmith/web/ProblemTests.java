package org.netsmith.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.json.AbstractJsonContentAssert;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest({ExampleController.class, ProblemPages.class, ContainerProblems.class})
@Import(ExampleController.class)
class ProblemTests {

    @Autowired
    private MockMvcTester mvc;

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of(
                        "{\"name\": \"a\", \"batch_size\": 1, \"batch_sise\": 2}",
                        "/batch_sise",
                        "is not a known field"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": \"1\"}", "/batch_size", "must be an integer"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": 1.5}", "/batch_size", "must be an integer"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": 3000000000}", "/batch_size", "32 bits"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": null}", "/batch_size", "must not be null"),
                Arguments.of("{\"name\": \"a\"}", "/batch_size", "must not be null"),
                Arguments.of("{\"name\": [], \"batch_size\": 1}", "/name", "must be a string, received an array"),
                Arguments.of(
                        "{\"name\": \"a\", \"batch_size\": 1, \"colour\": \"blue\"}", "/colour", "one of red, green"),
                Arguments.of(
                        "{\"name\": \"a\", \"batch_size\": 1, \"layers\": [{\"units\": 1}, {\"units\": 1, \"unit\":"
                                + " 2}]}",
                        "/layers/1/unit",
                        "not a known"),
                Arguments.of("{\"name\": \"a\", \"name\": \"b\", \"batch_size\": 1}", "", "the same field twice"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": NaN}", "", "not"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": 1} {}", "", "nothing after it"),
                Arguments.of("{\"name\": ", "", "not JSON"),
                Arguments.of("{\"name\": \"a\", \"batch_size\": " + "9".repeat(100) + "}", "", "64 digits"),
                Arguments.of("[".repeat(100), "", ""),
                Arguments.of("{\"name\": " + "[".repeat(100), "", ""),
                Arguments.of("[]", "", "must be an object, received an array"),
                Arguments.of("\uFEFF\"", "", ""));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(String body, String pointer, String detail) {
        var problem = problem(post(body), 400, "malformed-request");
        problem.extractingPath("$.errors[0].pointer").asString().startsWith(pointer);
        problem.extractingPath("$.errors[0].detail").asString().contains(detail);
    }

    @Test
    void namesTheFieldsThatAreKnown() {
        problem(post("{\"batch_size\": 1, \"x\": 1}"), 400, "malformed-request")
                .extractingPath("$.allowed")
                .asArray()
                .containsExactly("batch_size", "colour", "layers", "name");
    }

    @Test
    void needsABody() {
        problem(post(""), 400, "malformed-request");
    }

    @Test
    void reportsEveryViolationAtOnce() {
        var problem = problem(
                post("{\"name\": \"a\", \"batch_size\": 101, \"layers\": [{\"units\": 1}, {\"units\": -2}]}"),
                422,
                "invalid-request");
        problem.extractingPath("$.errors[*].pointer")
                .asArray()
                .containsExactlyInAnyOrder("/batch_size", "/layers/1/units");
        problem.extractingPath("$.errors[?(@.pointer == '/layers/1/units')].detail")
                .asArray()
                .containsExactly("must be greater than 0, received -2");
    }

    @Test
    void refusesAnotherMediaType() {
        var result = mvc.post()
                .uri("/api/v1/examples")
                .contentType(MediaType.TEXT_PLAIN)
                .content("a")
                .exchange();
        problem(result, 415, "unsupported-media-type")
                .extractingPath("$.allowed")
                .asArray()
                .containsExactly("application/json");
    }

    @Test
    void refusesAnotherMethod() {
        var result = mvc.method(HttpMethod.DELETE).uri("/api/v1/examples").exchange();
        problem(result, 405, "method-not-allowed")
                .extractingPath("$.allowed")
                .asArray()
                .containsExactlyInAnyOrder("GET", "POST");
        assertThat(result).containsHeader("Allow");
    }

    @Test
    void refusesAnAnswerInAnotherForm() {
        problem(mvc.get().uri("/api/v1/examples").accept(MediaType.IMAGE_PNG).exchange(), 406, "not-acceptable");
    }

    @Test
    void missesAParameter() {
        problem(get("/api/v1/examples/wait"), 400, "malformed-request")
                .extractingPath("$.detail")
                .asString()
                .contains("'otherwise'");
    }

    @Test
    void cannotReadAParameter() {
        problem(get("/api/v1/examples/wait?otherwise=soon"), 400, "malformed-request")
                .extractingPath("$.detail")
                .asString()
                .contains("'otherwise'", "'soon'", "a number");
    }

    @Test
    void knowsNoOtherPath() {
        problem(get("/api/v1/nowhere"), 404, "not-found")
                .extractingPath("$.instance")
                .isEqualTo("/api/v1/nowhere");
    }

    @Test
    void carriesTheMembersOfAProblem() {
        var problem = problem(get("/api/v1/examples/conflict"), 409, "conflict");
        problem.extractingPath("$.state").isEqualTo("succeeded");
        problem.extractingPath("$.errors[0].pointer").isEqualTo("/state");
    }

    @Test
    void keepsTheUnexpectedToItself() {
        var result = get("/api/v1/examples/broken");
        problem(result, 500, "internal");
        assertThat(result).bodyText().doesNotContain("secret", "org.netsmith", "/home", "Exception");
    }

    @Test
    void takesTheCallersTraceId() {
        var result = mvc.get()
                .uri("/api/v1/examples/broken")
                .header("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
                .exchange();
        problem(result, 500, "internal").extractingPath("$.trace_id").isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
    }

    @ParameterizedTest
    @EnumSource
    void everyTypeHasAPage(ProblemType type) {
        assertThat(get(type.uri().toString()))
                .hasStatusOk()
                .hasContentTypeCompatibleWith(MediaType.TEXT_HTML)
                .bodyText()
                .contains(
                        "<h1>" + type.slug() + "</h1>",
                        "Status " + type.status().value());
    }

    @Test
    void listsTheProblems() {
        assertThat(get("/problems")).hasStatusOk().bodyText().contains("/problems/diverged");
        problem(get("/problems/unheard-of"), 404, "not-found");
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }

    private MvcTestResult post(String body) {
        return mvc.post()
                .uri("/api/v1/examples")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    /** Asserts what every problem has, and gives its body. */
    private static AbstractJsonContentAssert<?> problem(MvcTestResult result, int status, String slug) {
        assertThat(result).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(result).bodyText().doesNotContain("tools.jackson", "org.spring", "java.lang", "ExampleController");
        assertThat(result).bodyJson().extractingPath("$.type").isEqualTo("/problems/" + slug);
        assertThat(result).bodyJson().extractingPath("$.status").isEqualTo(status);
        assertThat(result).bodyJson().extractingPath("$.trace_id").asString().hasSize(32);
        assertThat(result)
                .bodyJson()
                .hasPathSatisfying("$.title", title -> title.assertThat().isNotNull());
        assertThat(result)
                .bodyJson()
                .hasPathSatisfying(
                        "$.errors", errors -> errors.assertThat().asArray().isNotNull());
        return assertThat(result).bodyJson();
    }
}
