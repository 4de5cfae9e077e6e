package org.netsmith.web;

import io.swagger.v3.oas.annotations.Hidden;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What went wrong before or beside any controller comes here from the servlet container, and looks like every other
 * problem.
 */
@Hidden
@RestController
final class ContainerProblems implements ErrorController {

    @RequestMapping("/error")
    ResponseEntity<ProblemDetail> error(HttpServletRequest request) {
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        ProblemType type = ProblemType.of(HttpStatusCode.valueOf(code instanceof Integer status ? status : 404));
        return ResponseEntity.status(type.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(Problem.of(request, type, detail(type)));
    }

    /** For a type of which no more is known than that it happened. */
    static String detail(ProblemType type) {
        return switch (type) {
            case NOT_FOUND -> "Nothing answers under this path; /v3/api-docs lists what does.";
            case METHOD_NOT_ALLOWED -> "This path does not know this method; /v3/api-docs lists those it knows.";
            case NOT_ACCEPTABLE -> "The answer cannot be had in the form that the Accept header asks for.";
            case PAYLOAD_TOO_LARGE -> "The request is larger than this server allows.";
            case UNSUPPORTED_MEDIA_TYPE -> "The body's media type is not one that this path reads.";
            case UNAVAILABLE -> "The server cannot do this just now. Try again in a moment.";
            case INSUFFICIENT_STORAGE -> "The server's disk is full. Delete something, or tell its operator.";
            case CONFLICT -> "The current state does not allow this.";
            case MALFORMED_REQUEST -> "The request is not well-formed HTTP, or a part of it cannot be read.";
            case INTERNAL, ARTIFACT_CORRUPT -> "This is not your fault. The server's log has more under the trace id.";
            case INVALID_REQUEST,
                    INVALID_NETWORK,
                    NETWORK_TOO_LARGE,
                    SHAPE_MISMATCH,
                    INVALID_DATASET,
                    INVALID_INSTANCES,
                    NON_FINITE_OUTPUT,
                    UNSUPPORTED_EXPORT,
                    UNKNOWN_REFERENCE,
                    IDEMPOTENCY_KEY_REUSED,
                    DIVERGED,
                    DEADLINE_EXCEEDED,
                    OUT_OF_MEMORY,
                    NATIVE_CRASH,
                    WORKER_CRASHED -> type.title() + ".";
        };
    }
}
