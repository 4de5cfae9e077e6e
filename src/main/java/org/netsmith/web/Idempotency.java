package org.netsmith.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.ContentCachingResponseWrapper;

/**
 * Makes every POST of the API repeatable: with the same {@code Idempotency-Key} and content it is carried out once,
 * and its first answer given again. An answer that is not a success is not kept, because nothing was created: the
 * request may simply be repeated.
 */
final class Idempotency extends OncePerRequestFilter {

    static final String KEY = "Idempotency-Key";
    static final String REPLAYED = "Idempotent-Replayed";

    private static final Pattern KEYS = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final IdempotentRequests requests;
    private final ProblemWriter problems;

    Idempotency(IdempotentRequests requests, ProblemWriter problems) {
        this.requests = requests;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || request.getHeader(KEY) == null
                || !request.getRequestURI().startsWith("/api/");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String key = request.getHeader(KEY);
        if (!KEYS.matcher(key).matches()) {
            problems.write(
                    request,
                    response,
                    new ProblemException(
                            ProblemType.MALFORMED_REQUEST,
                            "The Idempotency-Key must be 1 to 255 visible ASCII characters."));
            return;
        }
        try (var repeatable = RepeatableRequest.of(request)) {
            once(key, repeatable, response, chain);
        } catch (BodyTooLargeException e) {
            problems.write(request, response, e.problem());
        }
    }

    private void once(String key, RepeatableRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        switch (requests.begin(key, request.fingerprint())) {
            case IdempotentRequests.First first -> carryOut(key, request, response, chain);
            case IdempotentRequests.Answered answered -> answered.writeTo(response);
            case IdempotentRequests.Running running -> {
                response.setHeader("Retry-After", "1");
                problems.write(
                        request,
                        response,
                        new ProblemException(
                                ProblemType.CONFLICT,
                                "The first request with this Idempotency-Key is still running. Try again in a"
                                        + " moment."));
            }
            case IdempotentRequests.Lost lost ->
                problems.write(
                        request,
                        response,
                        new ProblemException(
                                ProblemType.CONFLICT,
                                "The request with this Idempotency-Key was carried out, but the server stopped before"
                                        + " it could answer. Look for what it made in the list of this path."));
            case IdempotentRequests.Other other ->
                problems.write(
                        request,
                        response,
                        new ProblemException(
                                ProblemType.IDEMPOTENCY_KEY_REUSED,
                                "This Idempotency-Key was sent before with other content. Send a new key with each new"
                                        + " request."));
        }
    }

    private void carryOut(String key, RepeatableRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var recorded = new ContentCachingResponseWrapper(response);
        boolean kept = false;
        try {
            requests.within(key, () -> chain.doFilter(request, recorded));
            kept = recorded.getStatus() < 300 && !request.isAsyncStarted();
            if (kept) {
                requests.keep(key, recorded);
            }
        } finally {
            if (!kept) {
                requests.forget(key);
            }
        }
        recorded.copyBodyToResponse();
    }
}
