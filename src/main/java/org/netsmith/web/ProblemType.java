package org.netsmith.web;

import java.net.URI;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;

/**
 * Every kind of problem that the API answers with; each has a paragraph in docs/problems.md and a page at
 * {@code /problems/<slug>}.
 */
public enum ProblemType {
    MALFORMED_REQUEST("malformed-request", HttpStatus.BAD_REQUEST, "The request cannot be read"),
    INVALID_REQUEST("invalid-request", HttpStatus.UNPROCESSABLE_CONTENT, "The request asks for something impossible"),
    INVALID_NETWORK("invalid-network", HttpStatus.UNPROCESSABLE_CONTENT, "The network definition is not valid"),
    NETWORK_TOO_LARGE(
            "network-too-large", HttpStatus.UNPROCESSABLE_CONTENT, "The network is larger than this server allows"),
    SHAPE_MISMATCH("shape-mismatch", HttpStatus.UNPROCESSABLE_CONTENT, "Shapes do not fit together"),
    INVALID_DATASET("invalid-dataset", HttpStatus.UNPROCESSABLE_CONTENT, "The data set cannot be used"),
    INVALID_INSTANCES("invalid-instances", HttpStatus.UNPROCESSABLE_CONTENT, "The rows do not fit the model"),
    NON_FINITE_OUTPUT(
            "non-finite-output", HttpStatus.UNPROCESSABLE_CONTENT, "The model answered with NaN or an infinity"),
    UNSUPPORTED_EXPORT(
            "unsupported-export", HttpStatus.UNPROCESSABLE_CONTENT, "The model cannot be had in that format"),
    UNKNOWN_REFERENCE(
            "unknown-reference", HttpStatus.UNPROCESSABLE_CONTENT, "Something named in the request does not exist"),
    IDEMPOTENCY_KEY_REUSED(
            "idempotency-key-reused",
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The Idempotency-Key belongs to another request"),
    NOT_FOUND("not-found", HttpStatus.NOT_FOUND, "There is no such thing"),
    METHOD_NOT_ALLOWED("method-not-allowed", HttpStatus.METHOD_NOT_ALLOWED, "The path does not know this method"),
    NOT_ACCEPTABLE("not-acceptable", HttpStatus.NOT_ACCEPTABLE, "The answer has no such form"),
    CONFLICT("conflict", HttpStatus.CONFLICT, "The current state does not allow this"),
    PAYLOAD_TOO_LARGE(
            "payload-too-large", HttpStatus.CONTENT_TOO_LARGE, "The request is larger than this server allows"),
    UNSUPPORTED_MEDIA_TYPE(
            "unsupported-media-type", HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
    DIVERGED("diverged", HttpStatus.UNPROCESSABLE_CONTENT, "The loss is no longer a finite number"),
    DEADLINE_EXCEEDED("deadline-exceeded", HttpStatus.UNPROCESSABLE_CONTENT, "The work took longer than it was given"),
    OUT_OF_MEMORY("out-of-memory", HttpStatus.INTERNAL_SERVER_ERROR, "The work needed more memory than it was given"),
    NATIVE_CRASH("native-crash", HttpStatus.INTERNAL_SERVER_ERROR, "The worker process crashed in native code"),
    WORKER_CRASHED("worker-crashed", HttpStatus.INTERNAL_SERVER_ERROR, "The worker process ended unexpectedly"),
    UNAVAILABLE("unavailable", HttpStatus.SERVICE_UNAVAILABLE, "The server cannot do this just now"),
    INSUFFICIENT_STORAGE("insufficient-storage", HttpStatus.INSUFFICIENT_STORAGE, "The disk is full"),
    ARTIFACT_CORRUPT("artifact-corrupt", HttpStatus.INTERNAL_SERVER_ERROR, "A stored file is damaged"),
    INTERNAL("internal", HttpStatus.INTERNAL_SERVER_ERROR, "Something went wrong on our side");

    private final String slug;
    private final HttpStatus status;
    private final String title;

    ProblemType(String slug, HttpStatus status, String title) {
        this.slug = slug;
        this.status = status;
        this.title = title;
    }

    public String slug() {
        return slug;
    }

    /** The URI that names the problem, and a page about it. */
    public URI uri() {
        return URI.create("/problems/" + slug);
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The type for what Spring or Tomcat refused with a status alone. */
    static ProblemType of(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 413 -> PAYLOAD_TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> UNAVAILABLE;
            case 507 -> INSUFFICIENT_STORAGE;
            default -> status.is5xxServerError() ? INTERNAL : MALFORMED_REQUEST;
        };
    }
}
