package org.netsmith.web;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.springframework.http.ProblemDetail;

/** What goes over the wire when a request cannot be answered as asked (RFC 9457). */
final class Problem {

    private Problem() {}

    static ProblemDetail of(HttpServletRequest request, ProblemException problem) {
        return of(request, problem.type(), problem.getMessage(), problem.errors(), problem.members());
    }

    static ProblemDetail of(HttpServletRequest request, ProblemType type, String detail) {
        return of(request, type, detail, List.of(), Map.of());
    }

    private static ProblemDetail of(
            HttpServletRequest request,
            ProblemType type,
            String detail,
            List<Finding> errors,
            Map<String, Object> members) {
        var problem = ProblemDetail.forStatusAndDetail(type.status(), detail);
        problem.setType(type.uri());
        problem.setTitle(type.title());
        problem.setInstance(instance(request));
        members.forEach(problem::setProperty);
        problem.setProperty("errors", errors);
        problem.setProperty("trace_id", Trace.id(request));
        return problem;
    }

    /** The path as sent; nothing where even that is no URI. */
    private static @org.jspecify.annotations.Nullable URI instance(HttpServletRequest request) {
        Object original = request.getAttribute("jakarta.servlet.error.request_uri");
        try {
            return URI.create(original instanceof String path ? path : request.getRequestURI());
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
