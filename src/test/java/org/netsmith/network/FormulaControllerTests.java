package org.netsmith.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WebMvcTest(FormulaController.class)
class FormulaControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JsonMapper json;

    private MvcTestResult post(String singleQuoted) {
        return mvc.post()
                .uri("/api/v1/formulas/validate")
                .contentType(MediaType.APPLICATION_JSON)
                .content(singleQuoted.replace('\'', '"'))
                .exchange();
    }

    private JsonNode body(MvcTestResult answer) {
        return json.readTree(new String(answer.getResponse().getContentAsByteArray(), StandardCharsets.UTF_8));
    }

    private JsonNode report(String singleQuoted) {
        MvcTestResult answer = post(singleQuoted);
        assertThat(answer).hasStatusOk();
        return body(answer);
    }

    @Test
    void showsWhatAFormulaMeans() {
        JsonNode report = report("""
            {'expression': '1*x + sin(a * x)^2 / a + 0', 'parameters': {'a': 1.5}, 'from': -2, 'to': 2, 'points': 5}\
            """);

        assertThat(report.get("kind").stringValue()).isEqualTo("activation");
        assertThat(report.get("variable").stringValue()).isEqualTo("x");
        assertThat(report.get("simplified").stringValue()).isEqualTo("x + sin(a*x)^2/a");
        assertThat(report.get("latex").stringValue()).contains("\\frac").contains("\\sin");
        assertThat(report.get("derivative").stringValue()).contains("cos(a*x)");
        assertThat(report.get("derivative_latex").stringValue()).contains("\\cos");
        assertThat(report.get("points")).hasSize(5);
        assertThat(report.at("/points/3/x").doubleValue()).isEqualTo(1);
        assertThat(report.at("/points/3/y").doubleValue())
                .isCloseTo(1 + Math.pow(Math.sin(1.5), 2) / 1.5, within(1e-12));
        assertThat(report.at("/points/3/dy").doubleValue())
                .isCloseTo(1 + 2 * Math.sin(1.5) * Math.cos(1.5), within(1e-12));
        assertThat(report.at("/gradient_check/max_deviation").doubleValue()).isLessThan(1e-8);
        assertThat(report.at("/gradient_check/points").intValue()).isEqualTo(5);
        assertThat(report.get("warnings")).isEmpty();
    }

    @Test
    void hasDefaultsForAllButTheFormula() {
        JsonNode report = report("{'expression': 'tanh(x)'}");

        assertThat(report.get("points")).hasSize(101);
        assertThat(report.at("/points/0/x").doubleValue()).isEqualTo(-5);
        assertThat(report.at("/points/100/x").doubleValue()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss", "metric"})
    void lossesAndMetricsAreFormulasInTargetAndPrediction(String kind) {
        JsonNode report =
                report("{'expression': '(y - p)^2', 'kind': '%s', 'target': 3, 'from': 0, 'to': 1, 'points': 2}"
                        .formatted(kind));

        assertThat(report.get("variable").stringValue()).isEqualTo("p");
        assertThat(report.at("/points/1/y").doubleValue()).isEqualTo(4);
        assertThat(report.at("/points/1/dy").doubleValue()).isEqualTo(-4);
        assertThat(report.get("warnings")).isEmpty();
    }

    @Test
    void whatIsNotFiniteIsNullAndAWarning() {
        JsonNode report = report("{'expression': 'log(x)', 'from': -1, 'to': 1, 'points': 3}");

        assertThat(report.at("/points/0/y").isNull()).isTrue();
        assertThat(report.at("/points/1/y").isNull()).isTrue();
        assertThat(report.at("/points/2/y").doubleValue()).isZero();
        assertThat(report.at("/warnings/0/detail").stringValue())
                .isEqualTo("the value or derivative is not finite at 2 of 3 points, the first x = -1.00000");
        assertThat(report.at("/gradient_check/points").intValue()).isEqualTo(1);
    }

    @Test
    void nothingFiniteLeavesNothingToCheck() {
        JsonNode report = report("{'expression': 'log(-1 - x^2)'}");

        assertThat(report.at("/gradient_check/max_deviation").isNull()).isTrue();
        assertThat(report.at("/gradient_check/points").intValue()).isZero();
    }

    @Test
    void aKinkIsWhereTheDerivativeIsNotTheSlope() {
        JsonNode report = report("{'expression': 'max(x, 0)'}");

        assertThat(report.at("/gradient_check/at").doubleValue()).isZero();
        assertThat(report.at("/gradient_check/max_deviation").doubleValue()).isCloseTo(0.5, within(1e-9));
        assertThat(report.at("/warnings/0/detail").stringValue())
                .contains("at x = 0.00000")
                .contains("a kink");
    }

    @Test
    void warnsOfWhatCannotBeMeant() {
        JsonNode report =
                report("{'expression': 'floor(x)', 'parameters': {'a': 1}, 'from': 0.5, 'to': 0.9, 'points': 3}");

        assertThat(report.get("warnings")
                        .valueStream()
                        .map(warning -> warning.get("pointer").stringValue()))
                .containsExactly("/parameters/a", "/expression");
        assertThat(report.at("/warnings/1/detail").stringValue()).contains("the derivative by x is 0 everywhere");
        assertThat(report("{'expression': 'p^2', 'kind': 'loss'}")
                        .at("/warnings/0/detail")
                        .stringValue())
                .isEqualTo("the formula does not use y");
    }

    @Test
    void aParameterMayHaveTheNameOfATargetWhereThereIsNone() {
        assertThat(report("{'expression': 'x * y', 'parameters': {'y': 2}, 'to': 1, 'points': 2}")
                        .at("/points/1/y")
                        .doubleValue())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        x + | 4 | expected a number, a name, a function or '('
        x + $ | 5 | unknown character '$'
        sinn(x) | 1 | unknown function 'sinn'
        2 * (x + beta) - alpha | 10 | unknown name 'beta', expected one of [x]
        select(x, 1, 2) | 8 | expected a condition
        x > 0 | 3 | expected an operator or the end of the formula
        clip(x, 1) | 1 | 'clip' takes 3 arguments, received 2
        """)
    void saysAtWhichCharacterAFormulaIsWrong(String expression, int position, String reason) {
        MvcTestResult answer = post("{'expression': '%s'}".formatted(expression));

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).get("type").stringValue()).isEqualTo("/problems/invalid-request");
        assertThat(body(answer).get("position").intValue()).isEqualTo(position);
        assertThat(body(answer)
                        .at("/errors")
                        .valueStream()
                        .map(error -> error.get("detail").stringValue()))
                .anySatisfy(detail -> assertThat(detail)
                        .startsWith("at character %d: ".formatted(position))
                        .contains(reason));
        assertThat(body(answer).at("/errors/0/pointer").stringValue()).isEqualTo("/expression");
    }

    @Test
    void reportsEverythingAtOnce() {
        MvcTestResult answer = post("""
            {'expression': 'q + x * alpha', 'parameters': {'x': 1, 'sin': 2, '2a': 3, 'b': null}, 'from': 5, 'to': 5,
              'points': 1001}\
            """);

        assertThat(answer).hasStatus(422);
        assertThat(body(answer)
                        .get("errors")
                        .valueStream()
                        .map(error -> error.get("pointer").stringValue()))
                .containsExactlyInAnyOrder(
                        "/to",
                        "/points",
                        "/parameters/x",
                        "/parameters/sin",
                        "/parameters/2a",
                        "/parameters/b",
                        "/expression",
                        "/expression");
        assertThat(body(answer).get("position").intValue()).isEqualTo(1);
    }

    static Stream<String> deep() {
        return Stream.of(
                "tanh(".repeat(99) + "x" + ")".repeat(99),
                "x^".repeat(99) + "x",
                "x/(1+".repeat(49) + "x" + ")".repeat(49),
                "max(x,".repeat(99) + "1" + ")".repeat(99),
                "select(x>0,".repeat(80) + "x" + ",1)".repeat(80),
                "x-".repeat(99) + "x");
    }

    @ParameterizedTest
    @MethodSource("deep")
    void walksTheDeepestFormulaThatIsAllowed(String expression) {
        assertThat(post("{'expression': '%s', 'points': 1000}".formatted(expression)))
                .satisfies(
                        answer -> assertThat(answer.getResponse().getStatus()).isIn(200, 422));
    }

    static Stream<Arguments> impossible() {
        String many =
                IntStream.range(0, 33).mapToObj(i -> "'a%d': 1".formatted(i)).collect(Collectors.joining(", "));
        return Stream.of(
                Arguments.of("{}", "/expression", "received nothing"),
                Arguments.of("{'expression': null}", "/expression", "received nothing"),
                Arguments.of("{'expression': ' '}", "/expression", "received ' '"),
                Arguments.of(
                        "{'expression': '%s'}".formatted("x+".repeat(500) + "x"), "/expression", "1000 characters"),
                Arguments.of(
                        "{'expression': '%sx%s'}".formatted("(".repeat(200), ")".repeat(200)), "/expression", "deep"),
                Arguments.of(
                        "{'expression': '%sx'}".formatted("x*".repeat(450)),
                        "/expression",
                        "too deep, expected at most 100"),
                Arguments.of(
                        "{'expression': '%sx'}".formatted("sin(x)*".repeat(99)), "/expression", "whose derivative"),
                Arguments.of("{'expression': 'x', 'kind': 'layer'}", "/kind", "received 'layer'"),
                Arguments.of("{'expression': 'x', 'points': 1}", "/points", "received 1"),
                Arguments.of("{'expression': 'x', 'points': -7}", "/points", "received -7"),
                Arguments.of("{'expression': 'x', 'from': 6}", "/to", "received 6.0 and 5.0"),
                Arguments.of(
                        "{'expression': 'x', 'from': -1e308, 'to': 1e308}",
                        "/to",
                        "the range is too wide: expected at most 1.7976931348623157E308 from 'from' to 'to', received"
                                + " -1.0E308 and 1.0E308; move them closer together"),
                Arguments.of("{'expression': 'x', 'parameters': {'a/b': 1}}", "/parameters/a~1b", "a name of letters"),
                Arguments.of("{'expression': 'x', 'parameters': {%s}}".formatted(many), "/parameters", "received 33"));
    }

    @ParameterizedTest
    @MethodSource("impossible")
    void refusesWhatCannotBeAnswered(String request, String pointer, String reason) {
        MvcTestResult answer = post(request);

        assertThat(answer).hasStatus(422);
        assertThat(body(answer).at("/errors/0/pointer").stringValue()).isEqualTo(pointer);
        assertThat(body(answer).at("/errors/0/detail").stringValue()).contains(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "7",
                "'x'",
                "{'expresion': 'x'}",
                "{'expression': {}}",
                "{'expression': ['x']}",
                "{'expression': 'x', 'points': 2.5}",
                "{'expression': 'x', 'points': '10'}",
                "{'expression': 'x', 'points': 99999999999}",
                "{'expression': 'x', 'from': NaN}",
                "{'expression': 'x', 'parameters': [1]}",
                "{'expression': 'x', 'parameters': {'a': 'b'}}",
                "{'expression': 'x', 'expression': 'x'}"
            })
    void whatCannotBeReadIsMalformed(String request) {
        MvcTestResult answer = post(request);

        assertThat(answer).hasStatus(400);
        assertThat(body(answer).get("type").stringValue()).isEqualTo("/problems/malformed-request");
    }
}
