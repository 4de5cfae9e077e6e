package org.netsmith.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives each request the id that its problem and its log lines share: the caller's {@code traceparent}, or a new one.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class Trace extends OncePerRequestFilter {

    private static final String ATTRIBUTE = Trace.class.getName();
    private static final Pattern TRACEPARENT = Pattern.compile("[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}");

    static String id(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof String id ? id : assign(request);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        try (var trace = MDC.putCloseable("trace_id", id(request))) {
            chain.doFilter(request, response);
        }
    }

    private static String assign(HttpServletRequest request) {
        String id = given(request.getHeader("traceparent"));
        request.setAttribute(ATTRIBUTE, id);
        return id;
    }

    private static String given(@Nullable String traceparent) {
        if (traceparent == null) {
            return fresh();
        }
        Matcher matcher = TRACEPARENT.matcher(traceparent);
        return matcher.matches() ? matcher.group(1) : fresh();
    }

    /** Nobody must be unable to guess it, so it needs no secure random numbers. */
    private static String fresh() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return HexFormat.of().toHexDigits(random.nextLong()) + HexFormat.of().toHexDigits(random.nextLong());
    }
}
