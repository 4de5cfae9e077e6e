package org.netsmith.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

@WebMvcTest({NetworkController.class, CatalogController.class})
@Import({
    Networks.class,
    NetworkRows.class,
    NetworkDefinitions.class,
    NetworkConfiguration.class,
    NetworkControllerTests.Surroundings.class
})
@ImportAutoConfiguration({
    JdbcTemplateAutoConfiguration.class,
    JdbcClientAutoConfiguration.class,
    FlywayAutoConfiguration.class,
    DataSourceTransactionManagerAutoConfiguration.class
})
class NetworkControllerTests {

    private static final String IRIS =
            "{'name': 'iris-mlp', 'definition': {'input_shape': [4], 'layers': [{'dense': {'units': 16, 'activation':"
                    + " 'relu'}}, {'dense': 3}]}}";
    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private static final AtomicReference<List<String>> REFERRERS = new AtomicReference<>(List.of());

    @TestConfiguration
    static class Surroundings {

        @Bean
        DataSource dataSource() {
            return new SingleConnectionDataSource("jdbc:sqlite::memory:?foreign_keys=on", true);
        }

        @Bean
        Clock clock() {
            return new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return NOW.get();
                }
            };
        }

        @Bean
        NetworkReferences references() {
            return reference -> REFERRERS.get().stream()
                    .filter(text -> text.endsWith(reference))
                    .toList();
        }
    }

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcClient database;

    @Autowired
    private JsonMapper json;

    @BeforeEach
    void empty() {
        database.sql("DELETE FROM network_versions").update();
        database.sql("DELETE FROM networks").update();
        REFERRERS.set(List.of());
    }

    @Test
    void storesADefinitionAsTheNextVersion() {
        MvcTestResult answer = post("/api/v1/networks", IRIS);

        assertThat(answer).hasStatus(201).hasHeader(HttpHeaders.LOCATION, "/api/v1/networks/iris-mlp/versions/1");
        JsonNode body = body(answer);
        assertThat(body.at("/name").asString()).isEqualTo("iris-mlp");
        assertThat(body.at("/version").asInt()).isEqualTo(1);
        assertThat(body.at("/created_at").asString()).startsWith("2026-11-22T12:");
        assertThat(body.at("/sha256").asString()).matches("[0-9a-f]{64}");
        assertThat(body.at("/definition/module").asString()).isEqualTo("keras");
        assertThat(body.at("/summary")).isEqualTo(parse("""
            {'input_shape': [null, 4], 'output_shape': [null, 3], 'parameters': 131, 'trainable_parameters': 131,
              'layers': [
              {'name': 'dense', 'class_name': 'Dense', 'output_shape': [null, 16], 'parameters': 80},
              {'name': 'dense_1', 'class_name': 'Dense', 'output_shape': [null, 3], 'parameters': 51}]}\
            """));
        assertThat(body.at("/warnings")).isEmpty();
        assertThat(body.has("versions")).isFalse();
        assertThat(body(get("/api/v1/networks/iris-mlp/versions/1"))).isEqualTo(body);
    }

    @Test
    void theSameContentAgainIsTheSameVersion() {
        post("/api/v1/networks", IRIS);
        post("/api/v1/networks", IRIS.replace("16", "8"));

        MvcTestResult again = post("/api/v1/networks", IRIS);

        assertThat(again).hasStatus(200).hasHeader(HttpHeaders.LOCATION, "/api/v1/networks/iris-mlp/versions/1");
        assertThat(body(get("/api/v1/networks/iris-mlp")).at("/version").asInt())
                .isEqualTo(2);
        assertThat(body(get("/api/v1/networks/iris-mlp")).at("/versions")).isEqualTo(parse("[2, 1]"));
    }

    @Test
    void takesWhatKerasPrintsAsAnObjectOrAString() throws Exception {
        String printed = Files.readString(Path.of("src/test/resources/golden/models/mlp-regression.json"));

        MvcTestResult object = mvc.post()
                .uri("/api/v1/networks")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"name\": \"n\", \"definition\": " + printed + "}")
                .exchange();
        MvcTestResult string = mvc.post()
                .uri("/api/v1/networks")
                .contentType(MediaType.APPLICATION_JSON)
                .content("{\"name\": \"n\", \"definition\": " + JsonNodeFactory.instance.stringNode(printed) + "}")
                .exchange();

        assertThat(object).hasStatus(201);
        assertThat(string).hasStatus(200);
        assertThat(body(string)).isEqualTo(body(object));
        assertThat(body(object).at("/definition/compile_config/loss/class_name").asString())
                .isEqualTo("MeanSquaredError");
    }

    @Test
    void validatesWithoutStoring() {
        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'layers': [{'flatten': {}}, {'dense': {'units': 3, 'activaton': 'relu'}}]}}");

        assertThat(answer).hasStatusOk();
        assertThat(body(answer).at("/summary")).isEqualTo(parse("""
            {'input_shape': null, 'output_shape': null, 'parameters': null, 'trainable_parameters': null, 'layers': [
              {'name': 'flatten', 'class_name': 'Flatten', 'output_shape': null, 'parameters': null},
              {'name': 'dense', 'class_name': 'Dense', 'output_shape': null, 'parameters': null}]}\
            """));
        assertThat(body(answer).at("/warnings/0/pointer").asString()).isEqualTo("/definition/layers/1/dense/activaton");
        assertThat(body(get("/api/v1/networks")).at("/items")).isEmpty();
    }

    @Test
    void reportsEveryFindingAtOnceWithItsPointer() {
        MvcTestResult answer = post(
                "/api/v1/networks",
                "{'name': '-', 'definition': {'layers': [{'dense': 0}, {'dropout': 1.2}, {'dense': {'units': 2,"
                        + " 'activation': 'rleu'}}]}}");

        assertThat(answer).hasStatus(422);
        assertThat(answer).hasContentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/invalid-network");
        assertThat(body(answer)
                        .at("/errors")
                        .valueStream()
                        .map(error -> error.get("pointer").asString()))
                .containsExactlyInAnyOrder(
                        "/name",
                        "/definition/layers/0/dense",
                        "/definition/layers/1/dropout",
                        "/definition/layers/2/dense/activation");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        [4] | {'dense': 1000000000000} | /layers/1/dense | 5,000,000,000,000
        [1099511627776] | {'flatten': {}} | '' | 1,099,511,627,776
        [99999999] | {'dense': {'units': 9223372036854775807}} | /layers/1/dense | 922,337,203,685,477,580,700,000,000
        """)
    void refusesByArithmeticWhatIsTooLarge(String input, String layer, String place, String computed) {
        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'input_shape': %s, 'layers': [{'dropout': 0.5}, %s]}}".formatted(input, layer));

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/network-too-large");
        assertThat(body(answer).at("/errors/0/pointer").asString())
                .isEqualTo("/definition" + place.replace("/dense", ""));
        assertThat(body(answer).at("/detail").asString()).contains(computed);
        assertThat(body(answer).at("/allowed").isNumber()).isTrue();
    }

    @Test
    void refusesTooManyUnitsEvenWhereTheInputIsUnknown() {
        MvcTestResult answer =
                post("/api/v1/networks/validate", "{'definition': {'layers': [{'dense': 1000000000000}]}}");

        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/network-too-large");
    }

    @Test
    void refusesMoreLayersThanAllowed() {
        String layers = String.join(",", Collections.nCopies(1001, "'flatten'"));

        MvcTestResult answer =
                post("/api/v1/networks/validate", "{'definition': {'input_shape': [4], 'layers': [" + layers + "]}}");

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/computed").asInt()).isEqualTo(1001);
        assertThat(body(answer).at("/allowed").asInt()).isEqualTo(1000);
    }

    @Test
    void refusesMoreLayersThanAllowedBeforeReadingThem() {
        String model = "{'class_name': 'Sequential', 'config': [%s]}"
                .formatted(String.join(",", Collections.nCopies(501, "{'class_name': 'Nonsense'}")));

        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'layers': [{'input': {'shape': [4]}}, %s, %s]}}".formatted(model, model));

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/network-too-large");
        assertThat(body(answer).at("/computed").asInt()).isEqualTo(1002);
    }

    @Test
    void saysWhichSharedLayerIsGivenRowsOfTwoShapes() {
        MvcTestResult answer = post("/api/v1/networks/validate", """
            {'definition': {'class_name': 'Functional', 'config': {'name': 'n', 'layers': [
              {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 4], 'name': 'a'}, 'inbound_nodes': []},
              {'class_name': 'InputLayer', 'config': {'batch_shape': [null, 5], 'name': 'b'}, 'inbound_nodes': []},
              {'class_name': 'Dense', 'config': {'units': 3, 'name': 'shared'}, 'inbound_nodes': [
                [['a', 0, 0]], [['b', 0, 0]]]}],
              'input_layers': [['a', 0, 0], ['b', 0, 0]],
              'output_layers': [['shared', 0, 0], ['shared', 1, 0]]}}}\
            """);

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/shape-mismatch");
        assertThat(body(answer).at("/errors/0/pointer").asString()).isEqualTo("/definition/config/layers/2");
        assertThat(body(answer).at("/errors/0/detail").asString()).contains("kernel [4, 3]", "[[5]]");
    }

    @Test
    void saysWhichLayerDoesNotTakeWhatComes() {
        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'input_shape': [4], 'layers': [{'dense': 3}, {'batch_normalization': {'axis': 3}}]}}");

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/shape-mismatch");
        assertThat(body(answer).at("/errors/0/pointer").asString()).isEqualTo("/definition/layers/1");
        assertThat(body(answer).at("/errors/0/detail").asString())
                .contains("axis")
                .contains("3");
    }

    @Test
    void takesANetworkThatIsFedWithTexts() {
        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'input_shape': [1], 'layers': [{'string_lookup': {'vocabulary': ['red', 'blue'],"
                        + " 'output_mode': 'one_hot'}}, {'dense': 3}]}}");

        assertThat(answer).hasStatus(200);
        assertThat(body(answer).at("/summary/layers/0/output_shape").toString()).isEqualTo("[null,3]");
    }

    @Test
    void saysWhichLayerNeedsNumbers() {
        MvcTestResult answer = post(
                "/api/v1/networks/validate",
                "{'definition': {'layers': [{'input': {'shape': [4], 'dtype': 'string'}}, {'dense': 3}]}}");

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/type").asString()).isEqualTo("/problems/shape-mismatch");
        assertThat(body(answer).at("/errors/0/pointer").asString()).isEqualTo("/definition/layers/1");
        assertThat(body(answer).at("/errors/0/detail").asString()).contains("Dense needs numbers");
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                Arguments.of("{", 400),
                Arguments.of("", 400),
                Arguments.of("[]", 400),
                Arguments.of("null", 400),
                Arguments.of("{'name': 'a', 'definition': {}, 'optimizer': 'adam'}", 400),
                Arguments.of("{'name': 'a', 'name': 'b', 'definition': {}}", 400),
                Arguments.of("{'name': 'a', 'definition': {'layers': [{'dense': NaN}]}}", 400),
                Arguments.of("{'name': 'a', 'definition': " + "[".repeat(1000) + "]".repeat(1000) + "}", 400),
                Arguments.of("{}", 422),
                Arguments.of("{'name': 'a'}", 422),
                Arguments.of("{'name': 'a', 'definition': null}", 422),
                Arguments.of("{'name': 'a', 'definition': 'Sequential'}", 422),
                Arguments.of("{'name': 'a', 'definition': 7}", 422),
                Arguments.of("{'name': 'ü', 'definition': {'layers': [{'dense': 1}]}}", 422));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void neverFailsWhateverIsSent(String request, int status) {
        assertThat(post("/api/v1/networks", request)).hasStatus(status);
    }

    @Test
    void answers422ToEveryNetworkThatMustBeRefused() throws Exception {
        JsonNode cases = json.readTree(Files.readString(Path.of("src/test/resources/golden/errors.json")));
        for (JsonNode example : cases) {
            if (example.get("kind").asString().equals("network")
                    && example.get("verdict").asString().equals("reject")) {
                MvcTestResult answer = mvc.post()
                        .uri("/api/v1/networks/validate")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"definition\": " + example.get("json") + "}")
                        .exchange();
                assertThat(answer.getResponse().getStatus())
                        .as(example.get("id").asString())
                        .isEqualTo(422);
                assertThat(body(answer).at("/errors"))
                        .as(example.get("id").asString())
                        .isNotEmpty();
            }
        }
    }

    @Test
    void listsTheNewestVersionOfEachNetworkNewestFirst() {
        for (String name : List.of("a", "b", "c")) {
            NOW.updateAndGet(now -> now.plus(Duration.ofSeconds(1)));
            post("/api/v1/networks", IRIS.replace("iris-mlp", name));
        }
        post("/api/v1/networks", IRIS.replace("iris-mlp", "c").replace("16", "8"));

        JsonNode first = body(get("/api/v1/networks?limit=2"));
        JsonNode second = body(get(
                "/api/v1/networks?limit=2&cursor=" + first.at("/next_cursor").asString()));

        assertThat(first.at("/items").valueStream().map(item -> item.get("name").asString() + item.get("version")))
                .containsExactly("c2", "b1");
        assertThat(second.at("/items")
                        .valueStream()
                        .map(item -> item.get("name").asString()))
                .containsExactly("a");
        assertThat(second.at("/next_cursor").isNull()).isTrue();
        assertThat(get("/api/v1/networks?limit=501")).hasStatus(400);
        assertThat(get("/api/v1/networks?cursor=MXg")).hasStatus(400);
    }

    @Test
    void answersNotFoundToWhatIsUnknown() {
        post("/api/v1/networks", IRIS);

        for (String path : List.of(
                "nobody", "iris-mlp/versions/2", "iris-mlp/versions/one", "iris-mlp/versions/0", "iris-mlp@1")) {
            assertThat(get("/api/v1/networks/" + path)).as(path).hasStatus(404);
            assertThat(send(HttpMethod.DELETE, "/api/v1/networks/" + path))
                    .as(path)
                    .hasStatus(404);
        }
    }

    @Test
    void neverGivesAVersionNumberAgain() {
        post("/api/v1/networks", IRIS);

        assertThat(send(HttpMethod.DELETE, "/api/v1/networks/iris-mlp")).hasStatus(204);
        assertThat(get("/api/v1/networks/iris-mlp")).hasStatus(404);
        assertThat(body(post("/api/v1/networks", IRIS)).at("/version").asInt()).isEqualTo(2);
    }

    @Test
    void keepsWhatAModelRefersTo() {
        post("/api/v1/networks", IRIS);
        post("/api/v1/networks", IRIS.replace("16", "8"));
        REFERRERS.set(List.of("model iris@1 of iris-mlp@1"));

        assertThat(send(HttpMethod.DELETE, "/api/v1/networks/iris-mlp/versions/1"))
                .hasStatus(409);
        assertThat(send(HttpMethod.DELETE, "/api/v1/networks/iris-mlp")).hasStatus(409);
        assertThat(body(get("/api/v1/networks/iris-mlp")).at("/versions")).isEqualTo(parse("[2, 1]"));
        assertThat(send(HttpMethod.DELETE, "/api/v1/networks/iris-mlp/versions/2"))
                .hasStatus(204);
    }

    @Test
    void findsVersionsForOtherModules(@Autowired Networks networks) {
        post("/api/v1/networks", IRIS);
        post("/api/v1/networks", IRIS.replace("16", "8"));

        assertThat(networks.find("iris-mlp")).map(NetworkVersion::reference).contains("iris-mlp@2");
        assertThat(networks.find("iris-mlp@1")).map(NetworkVersion::reference).contains("iris-mlp@1");
        for (String reference :
                List.of("iris-mlp@3", "iris-mlp@", "iris-mlp@x", "", "nobody", "iris-mlp@99999999999")) {
            assertThat(networks.find(reference)).as(reference).isEmpty();
        }
    }

    @Test
    void showsTheCatalog() {
        JsonNode catalog = body(get("/api/v1/catalog"));

        assertThat(catalog.propertyNames())
                .contains("layers", "activations", "initializers", "losses", "metrics", "optimizers", "callbacks");
        assertThat(catalog.at("/layers/0")).isEqualTo(parse("""
            {'class_name': 'Dense', 'ids': ['dense', 'Dense'], 'parameters': [
              {'name': 'units', 'type': 'integer', 'required': true, 'default': null, 'range': 'above 0'},
              {'name': 'activation', 'type': 'object', 'required': false, 'default': 'linear'},
              {'name': 'use_bias', 'type': 'boolean', 'required': false, 'default': true},
              {'name': 'kernel_initializer', 'type': 'object', 'required': false,
                'default': {'module': 'keras.initializers',
                'class_name': 'GlorotUniform', 'config': {'seed': null, 'input_axes': null, 'output_axes': null},
                  'registered_name': null}},
              {'name': 'bias_initializer', 'type': 'object', 'required': false,
                'default': {'module': 'keras.initializers',
                'class_name': 'Zeros', 'config': {}, 'registered_name': null}},
              {'name': 'kernel_regularizer', 'type': 'object', 'required': false, 'default': null},
              {'name': 'bias_regularizer', 'type': 'object', 'required': false, 'default': null},
              {'name': 'activity_regularizer', 'type': 'object', 'required': false, 'default': null},
              {'name': 'kernel_constraint', 'type': 'object', 'required': false, 'default': null},
              {'name': 'bias_constraint', 'type': 'object', 'required': false, 'default': null}]}\
            """));
    }

    private MvcTestResult post(String uri, String singleQuoted) {
        return mvc.post()
                .uri(uri)
                .contentType(MediaType.APPLICATION_JSON)
                .content(singleQuoted.replace('\'', '"'))
                .exchange();
    }

    private MvcTestResult get(String uri) {
        return mvc.get().uri(uri).exchange();
    }

    private MvcTestResult send(HttpMethod method, String uri) {
        return mvc.method(method).uri(uri).exchange();
    }

    private JsonNode parse(String singleQuoted) {
        return json.readTree(singleQuoted.replace('\'', '"'));
    }

    private JsonNode body(MvcTestResult answer) {
        return json.readTree(new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8));
    }
}
