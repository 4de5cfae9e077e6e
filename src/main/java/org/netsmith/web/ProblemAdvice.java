package org.netsmith.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MethodArgumentNotValidException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.multipart.MaxUploadSizeExceededException;
import org.springframework.web.multipart.MultipartException;
import org.springframework.web.multipart.support.MissingServletRequestPartException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;

/** Every exception that leaves a controller becomes a problem; Spring's own look the same as ours. */
@RestControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
final class ProblemAdvice extends ResponseEntityExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ProblemAdvice.class);

    @ExceptionHandler
    ResponseEntity<Object> problem(ProblemException problem, WebRequest request) {
        if (problem.type().status().is5xxServerError()) {
            LOG.error("{}", problem.type().slug(), problem);
        }
        return answer(problem, new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unexpected(Exception unexpected, WebRequest request) {
        var tooLarge = causeOf(unexpected, BodyTooLargeException.class);
        if (tooLarge != null) {
            return answer(tooLarge.problem(), new HttpHeaders(), request);
        }
        LOG.error("Unexpected", unexpected);
        return answer(internal(), new HttpHeaders(), request);
    }

    @ExceptionHandler
    ResponseEntity<Object> unreadableForm(MultipartException unreadable, WebRequest request) {
        var tooLarge = causeOf(unreadable, BodyTooLargeException.class);
        ProblemException problem = tooLarge == null
                ? malformed(
                        "The form cannot be read: expected parts separated by the boundary that Content-Type names.",
                        List.of())
                : tooLarge.problem();
        return answer(problem, new HttpHeaders(), request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException unreadable,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return answer(unreadable(unreadable), headers, request);
    }

    private static ProblemException unreadable(HttpMessageNotReadableException unreadable) {
        var tooLarge = causeOf(unreadable, BodyTooLargeException.class);
        if (tooLarge != null) {
            return tooLarge.problem();
        }
        var json = causeOf(unreadable, JacksonException.class);
        return json == null ? malformed("The request needs a JSON body.", List.of()) : MalformedJson.of(json);
    }

    @Override
    protected ResponseEntity<Object> handleMethodArgumentNotValid(
            MethodArgumentNotValidException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(Violations.of(invalid.getBindingResult()), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHandlerMethodValidationException(
            HandlerMethodValidationException invalid, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(Violations.of(invalid), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestParameter(
            MissingServletRequestParameterException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        return answer(
                malformed("The query parameter '" + missing.getParameterName() + "' is missing.", List.of()),
                headers,
                request);
    }

    @Override
    protected ResponseEntity<Object> handleMissingServletRequestPart(
            MissingServletRequestPartException missing,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String name = missing.getRequestPartName();
        String detail = request.getParameter(name) == null
                ? "is missing; expected a file, as curl -F " + name + "=@iris.csv sends it"
                : "has no file name, so it is a field; expected a file, as curl -F " + name + "=@iris.csv sends it";
        return answer(
                malformed("The form's part '" + name + "' " + detail + ".", List.of(new Finding("/" + name, detail))),
                headers,
                request);
    }

    @Override
    protected ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException mismatch, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(mismatch(mismatch), headers, request);
    }

    private static ProblemException mismatch(TypeMismatchException mismatch) {
        var said = causeOf(mismatch, ProblemException.class);
        if (said != null) {
            return said;
        }
        String name = mismatch instanceof MethodArgumentTypeMismatchException argument
                ? argument.getName()
                : mismatch.getPropertyName();
        String value = Violations.shown(mismatch.getValue());
        return malformed(
                "The parameter '" + name + "' cannot be " + value + "; expected " + kind(mismatch.getRequiredType())
                        + ".",
                List.of());
    }

    private static String kind(@Nullable Class<?> type) {
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        return type != null && (type.isPrimitive() || Number.class.isAssignableFrom(type))
                ? "a number"
                : "another kind of value";
    }

    @Override
    protected ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException wrong,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        String[] supported = wrong.getSupportedMethods() == null ? new String[0] : wrong.getSupportedMethods();
        String detail =
                "This path does not know " + wrong.getMethod() + "; expected " + String.join(", ", supported) + ".";
        return answer(with(ProblemType.METHOD_NOT_ALLOWED, detail, List.of(supported)), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException wrong, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String received =
                wrong.getContentType() == null ? "none" : wrong.getContentType().toString();
        String detail = "Expected a body of " + types(wrong.getSupportedMediaTypes()) + ", received " + received + ".";
        return answer(
                with(ProblemType.UNSUPPORTED_MEDIA_TYPE, detail, names(wrong.getSupportedMediaTypes())),
                headers,
                request);
    }

    @Override
    protected ResponseEntity<Object> handleHttpMediaTypeNotAcceptable(
            HttpMediaTypeNotAcceptableException wrong, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String detail = "The answer can be had as " + types(wrong.getSupportedMediaTypes()) + ", by the Accept header.";
        return answer(
                with(ProblemType.NOT_ACCEPTABLE, detail, names(wrong.getSupportedMediaTypes())), headers, request);
    }

    @Override
    protected ResponseEntity<Object> handleMaxUploadSizeExceededException(
            MaxUploadSizeExceededException large, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                new ProblemException(ProblemType.PAYLOAD_TOO_LARGE, "The upload is larger than this server allows."),
                headers,
                request);
    }

    /** All that Spring refuses without saying more than a status. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception unspecific,
            @Nullable Object body,
            HttpHeaders headers,
            HttpStatusCode status,
            WebRequest request) {
        if (request instanceof ServletWebRequest web
                && web.getResponse() != null
                && web.getResponse().isCommitted()) {
            return null;
        }
        var tooLarge = causeOf(unspecific, BodyTooLargeException.class);
        if (tooLarge != null) {
            return answer(tooLarge.problem(), headers, request);
        }
        ProblemType type = ProblemType.of(status);
        if (type == ProblemType.INTERNAL) {
            LOG.error("Unexpected", unspecific);
        }
        return answer(new ProblemException(type, ContainerProblems.detail(type)), headers, request);
    }

    private static ResponseEntity<Object> answer(ProblemException problem, HttpHeaders given, WebRequest request) {
        HttpServletRequest servletRequest = ((ServletWebRequest) request).getRequest();
        ProblemDetail body = Problem.of(servletRequest, problem);
        var headers = new HttpHeaders();
        headers.putAll(given);
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        if (problem.type().status().value() == 503) {
            headers.set(HttpHeaders.RETRY_AFTER, "1");
        }
        return new ResponseEntity<>(body, headers, problem.type().status());
    }

    private static ProblemException internal() {
        return new ProblemException(ProblemType.INTERNAL, ContainerProblems.detail(ProblemType.INTERNAL));
    }

    private static ProblemException malformed(String detail, List<Finding> errors) {
        return new ProblemException(ProblemType.MALFORMED_REQUEST, detail, errors);
    }

    private static ProblemException with(ProblemType type, String detail, List<String> allowed) {
        return new ProblemException(type, detail, List.of(), Map.of("allowed", allowed));
    }

    private static String types(Collection<MediaType> types) {
        return types.isEmpty() ? "another media type" : String.join(" or ", names(types));
    }

    private static List<String> names(Collection<MediaType> types) {
        return types.stream().map(MediaType::toString).distinct().toList();
    }

    private static <E extends Throwable> @Nullable E causeOf(Throwable thrown, Class<E> type) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }
}
