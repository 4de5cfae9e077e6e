package org.netsmith.web;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.web.util.ContentCachingResponseWrapper;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The keys of the last 24 hours with the answers that were given. The first transaction that a keyed request commits
 * marks its key as {@code committed} within itself, so that even after a crash the request is never carried out
 * twice.
 */
final class IdempotentRequests implements TransactionExecutionListener {

    /** What is known of a key. */
    sealed interface State {}

    record First() implements State {}

    record Running() implements State {}

    /** Carried out by a process that ended before it answered. */
    record Lost() implements State {}

    /** The key belongs to a request with another fingerprint. */
    record Other() implements State {}

    record Answered(int status, Map<String, String> headers, byte[] body) implements State {

        void writeTo(HttpServletResponse response) throws IOException {
            response.setStatus(status);
            headers.forEach(response::setHeader);
            response.setHeader(Idempotency.REPLAYED, "true");
            response.getOutputStream().write(body);
        }
    }

    /** Carries a request out. */
    interface Work {
        void run() throws ServletException, IOException;
    }

    private static final Duration KEPT = Duration.ofHours(24);
    private static final List<String> HEADERS = List.of("Content-Type", "Location", "ETag", "Retry-After");

    private final JdbcClient database;
    private final Clock clock;
    private final JsonMapper json;
    private final ThreadLocal<String> current = new ThreadLocal<>();

    IdempotentRequests(JdbcClient database, Clock clock, JsonMapper json) {
        this.database = database;
        this.clock = clock;
        this.json = json;
    }

    /** What an earlier process began without effect may be begun again; what it had committed is lost, but done. */
    void recover() {
        database.sql("DELETE FROM idempotent_requests WHERE status IS NULL AND committed = 0")
                .update();
        database.sql("UPDATE idempotent_requests SET status = 0 WHERE status IS NULL")
                .update();
    }

    State begin(String key, String fingerprint) {
        long now = clock.millis();
        database.sql("DELETE FROM idempotent_requests WHERE created_at < :before")
                .param("before", now - KEPT.toMillis())
                .update();
        int inserted = database.sql("""
            INSERT INTO idempotent_requests (key, fingerprint, created_at, committed) VALUES (:key, :fingerprint, :now, 0)
            ON CONFLICT DO NOTHING\
            """)
                .param("key", key)
                .param("fingerprint", fingerprint)
                .param("now", now)
                .update();
        return inserted == 1 ? new First() : find(key, fingerprint);
    }

    private State find(String key, String fingerprint) {
        return database.sql("SELECT fingerprint, status, headers, body FROM idempotent_requests WHERE key = :key")
                .param("key", key)
                .query((row, number) -> !fingerprint.equals(row.getString("fingerprint"))
                        ? new Other()
                        : state(row.getInt("status"), row.wasNull(), row.getString("headers"), row.getBytes("body")))
                .optional()
                .orElseGet(Running::new);
    }

    private State state(int status, boolean running, String headers, byte[] body) {
        if (running) {
            return new Running();
        }
        return status == 0 ? new Lost() : new Answered(status, json.readValue(headers, new TypeReference<>() {}), body);
    }

    void within(String key, Work work) throws ServletException, IOException {
        current.set(key);
        try {
            work.run();
        } finally {
            current.remove();
        }
    }

    void keep(String key, ContentCachingResponseWrapper response) {
        database.sql("UPDATE idempotent_requests SET status = :status, headers = :headers, body = :body WHERE key ="
                        + " :key")
                .param("status", response.getStatus())
                .param("headers", json.writeValueAsString(headers(response)))
                .param("body", response.getContentAsByteArray())
                .param("key", key)
                .update();
    }

    private static Map<String, String> headers(HttpServletResponse response) {
        var headers = new LinkedHashMap<String, String>();
        for (String name : HEADERS) {
            if (response.getHeader(name) != null) {
                headers.put(name, response.getHeader(name));
            }
        }
        return headers;
    }

    void forget(String key) {
        database.sql("DELETE FROM idempotent_requests WHERE key = :key")
                .param("key", key)
                .update();
    }

    @Override
    public void beforeCommit(TransactionExecution transaction) {
        String key = current.get();
        if (key != null && !transaction.isReadOnly()) {
            database.sql("UPDATE idempotent_requests SET committed = 1 WHERE key = :key")
                    .param("key", key)
                    .update();
        }
    }
}
