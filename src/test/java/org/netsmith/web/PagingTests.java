package org.netsmith.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@WebMvcTest(ExampleController.class)
@Import(ExampleController.class)
class PagingTests {

    @Autowired
    private MockMvcTester mvc;

    @Test
    void walksThroughAListPageByPage() throws Exception {
        JsonNode first = page("");
        JsonNode second = page("?cursor=" + first.get("next_cursor").asString());
        JsonNode third = page("?cursor=" + second.get("next_cursor").asString());

        assertThat(first.get("items")).hasSize(50);
        assertThat(second.at("/items/0").asInt()).isEqualTo(51);
        assertThat(third.get("items")).hasSize(20);
        assertThat(third.get("next_cursor").isNull()).isTrue();
    }

    @Test
    void endsWithAFullPage() throws Exception {
        assertThat(page("?limit=120").get("next_cursor").isNull()).isTrue();
        assertThat(page("?limit=119").get("next_cursor").isNull()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=-1",
                "limit=501",
                "limit=many",
                "limit=99999999999",
                "cursor=",
                "cursor=x",
                "cursor=%00",
                "cursor=Mg"
            })
    void refusesWhatIsNoPage(String query) {
        assertThat(mvc.get().uri("/api/v1/examples?" + query).exchange())
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.detail")
                .asString()
                .contains(query.substring(0, query.indexOf('=')));
    }

    @Test
    void refusesACursorThatWasChanged() {
        String changed = Base64.getUrlEncoder().encodeToString("250".getBytes(StandardCharsets.UTF_8));
        assertThat(mvc.get().uri("/api/v1/examples?cursor=" + changed).exchange())
                .hasStatus(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "wait=5 | 5",
                "wait=61 | 60",
                "wait=999999999 | 60",
                "respond-async, wait=10 | 10",
                "WAIT = \"7\" | 7",
                "wait=soon | 3",
                "respond-async | 3",
                "await=9 | 3",
                "wait=-1 | 3",
                "wait=0 | 0"
            })
    void waitsAsPreferred(String header, int seconds) {
        assertThat(mvc.get()
                        .uri("/api/v1/examples/wait?otherwise=3")
                        .header("Prefer", header)
                        .exchange())
                .bodyJson()
                .extractingPath("$.seconds")
                .isEqualTo(seconds);
    }

    private JsonNode page(String query) throws Exception {
        return new JsonMapper()
                .readTree(mvc.get()
                        .uri("/api/v1/examples" + query)
                        .exchange()
                        .getResponse()
                        .getContentAsString());
    }
}
