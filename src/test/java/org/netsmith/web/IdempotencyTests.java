package org.netsmith.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.mock.web.MockMultipartHttpServletRequest;
import org.springframework.mock.web.MockPart;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

class IdempotencyTests {

    @TempDir
    Path directory;

    private final AtomicInteger carriedOut = new AtomicInteger();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T12:00:00Z"));
    private IdempotentRequests requests;
    private Idempotency filter;
    private TransactionTemplate transactions;

    @BeforeEach
    void migrate() {
        var database = new DriverManagerDataSource("jdbc:sqlite:" + directory.resolve("test.db"));
        Flyway.configure().dataSource(database).target("1").load().migrate();
        var json = new JsonMapper();
        Clock clock = Clock.systemUTC();
        requests = new IdempotentRequests(JdbcClient.create(database), new Settable(clock, now), json);
        filter = new Idempotency(requests, new ProblemWriter(json));
        var manager = new JdbcTransactionManager(database);
        manager.addListener(requests);
        transactions = new TransactionTemplate(manager);
    }

    @Test
    void carriesARequestOutOnceAndRepeatsItsAnswer() throws Exception {
        MockHttpServletResponse first = send(json("k", "{\"a\": 1}"), this::create);
        MockHttpServletResponse second = send(json("k", "{\"a\": 1}"), this::create);

        assertThat(carriedOut).hasValue(1);
        assertThat(first.getHeader("Idempotent-Replayed")).isNull();
        assertThat(second.getHeader("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.getStatus()).isEqualTo(201);
        assertThat(second.getHeader("Location"))
                .isEqualTo(first.getHeader("Location"))
                .isEqualTo("/api/v1/things/1");
        assertThat(second.getContentAsString())
                .isEqualTo(first.getContentAsString())
                .isEqualTo("{\"id\": 1, \"body\": {\"a\": 1}}");
    }

    @Test
    void refusesTheKeyWithOtherContentPathOrType() throws Exception {
        send(json("k", "{\"a\": 1}"), this::create);

        var otherPath = json("k", "{\"a\": 1}");
        otherPath.setRequestURI("/api/v1/others");
        var otherQuery = json("k", "{\"a\": 1}");
        otherQuery.setQueryString("name=b");

        for (var other : new MockHttpServletRequest[] {json("k", "{\"a\": 2}"), otherPath, otherQuery}) {
            assertThat(send(other, this::create).getStatus()).isEqualTo(422);
        }
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void refusesASecondWhileTheFirstIsRunning() throws Exception {
        var inner = new AtomicReference<MockHttpServletResponse>();

        send(json("k", "{}"), (request, response) -> {
            inner.set(sendUnchecked(json("k", "{}")));
            create(request, response);
        });

        assertThat(inner.get().getStatus()).isEqualTo(409);
        assertThat(inner.get().getHeader("Retry-After")).isEqualTo("1");
        assertThat(carriedOut).hasValue(1);
    }

    @Test
    void keepsNoAnswerThatIsNoSuccess() throws Exception {
        send(json("k", "{}"), (request, response) -> ((HttpServletResponse) response).setStatus(422));
        assertThat(send(json("k", "{\"mended\": true}"), this::create).getStatus())
                .isEqualTo(201);
    }

    @Test
    void forgetsAfterADay() throws Exception {
        send(json("k", "{}"), this::create);
        now.updateAndGet(before -> before.plus(Duration.ofHours(24)));
        assertThat(send(json("k", "{}"), this::create).getHeader("Idempotent-Replayed"))
                .isEqualTo("true");
        now.updateAndGet(before -> before.plusSeconds(1));
        assertThat(send(json("k", "{}"), this::create).getHeader("Idempotent-Replayed"))
                .isNull();
        assertThat(carriedOut).hasValue(2);
    }

    @Test
    void knowsAFormByItsPartsWhateverItsBoundary() throws Exception {
        send(form("k", "one", "5.1,3.5"), this::create);

        assertThat(send(form("k", "two", "5.1,3.5"), this::create).getHeader("Idempotent-Replayed"))
                .isEqualTo("true");
        assertThat(send(form("k", "two", "5.1,3.6"), this::create).getStatus()).isEqualTo(422);
    }

    @Test
    void neverRepeatsWhatWasCommittedBeforeACrash() throws Exception {
        begin("committed", () -> transactions.executeWithoutResult(status -> {}));
        begin("without effect", () -> {});

        requests.recover();

        assertThat(requests.begin("committed", "f")).isEqualTo(new IdempotentRequests.Lost());
        assertThat(requests.begin("without effect", "f")).isEqualTo(new IdempotentRequests.First());
    }

    @Test
    void leavesRequestsWithoutAKeyAlone() throws Exception {
        var request = json("k", "{}");
        request.removeHeader("Idempotency-Key");
        send(request, this::create);
        send(request, this::create);
        assertThat(carriedOut).hasValue(2);
    }

    @Test
    void refusesAKeyThatIsNone() throws Exception {
        for (String key : new String[] {"", " ", "a b", "é", "k".repeat(256)}) {
            assertThat(send(json(key, "{}"), this::create).getStatus()).isEqualTo(400);
        }
        assertThat(carriedOut).hasValue(0);
    }

    /** As far as a process gets that is killed before it answers. */
    private void begin(String key, Runnable work) throws Exception {
        assertThat(requests.begin(key, "f")).isEqualTo(new IdempotentRequests.First());
        requests.within(key, work::run);
    }

    private void create(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws java.io.IOException {
        int id = carriedOut.incrementAndGet();
        String body = new String(request.getInputStream().readAllBytes(), UTF_8);
        var answer = (HttpServletResponse) response;
        answer.setStatus(201);
        answer.setContentType("application/json");
        answer.setHeader("Location", "/api/v1/things/" + id);
        answer.getOutputStream().write(("{\"id\": " + id + ", \"body\": " + body + "}").getBytes(UTF_8));
    }

    private MockHttpServletResponse send(MockHttpServletRequest request, FilterChain chain) throws Exception {
        var response = new MockHttpServletResponse();
        filter.doFilter(request, response, chain);
        return response;
    }

    private MockHttpServletResponse sendUnchecked(MockHttpServletRequest request) {
        try {
            return send(request, this::create);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static MockHttpServletRequest json(String key, String body) {
        var request = new MockHttpServletRequest("POST", "/api/v1/things");
        request.addHeader("Idempotency-Key", key);
        request.setContentType("application/json");
        request.setContent(body.getBytes(UTF_8));
        return request;
    }

    private static MockHttpServletRequest form(String key, String boundary, String content) {
        var request = new MockMultipartHttpServletRequest();
        request.setMethod("POST");
        request.setRequestURI("/api/v1/things");
        request.addHeader("Idempotency-Key", key);
        request.setContentType("multipart/form-data; boundary=" + boundary);
        request.setContent("".getBytes(UTF_8));
        request.addPart(new MockPart("file", "iris.csv", content.getBytes(UTF_8)));
        return request;
    }

    /** Goes only when told. */
    private static final class Settable extends Clock {

        private final Clock zone;
        private final AtomicReference<Instant> now;

        Settable(Clock zone, AtomicReference<Instant> now) {
            this.zone = zone;
            this.now = now;
        }

        @Override
        public java.time.ZoneId getZone() {
            return zone.getZone();
        }

        @Override
        public Clock withZone(java.time.ZoneId other) {
            return new Settable(zone.withZone(other), now);
        }

        @Override
        public Instant instant() {
            return now.get();
        }
    }
}
