package org.netsmith.web;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;
import org.springframework.validation.FieldError;
import org.springframework.validation.method.ParameterErrors;
import org.springframework.validation.method.ParameterValidationResult;
import org.springframework.web.method.annotation.HandlerMethodValidationException;

/**
 * Bean validation in the user's terms: every constraint that does not hold, with its JSON pointer and the value
 * received.
 */
final class Violations {

    private Violations() {}

    static ProblemException of(Errors errors) {
        return problem(findings(errors));
    }

    static ProblemException of(HandlerMethodValidationException invalid) {
        return problem(invalid.getParameterValidationResults().stream()
                .flatMap(result -> findings(result).stream())
                .toList());
    }

    private static List<Finding> findings(ParameterValidationResult result) {
        if (result instanceof ParameterErrors errors) {
            return findings((Errors) errors);
        }
        String name = result.getMethodParameter().getParameterName();
        return result.getResolvableErrors().stream()
                .map(error -> new Finding(
                        "/" + name, error.getDefaultMessage() + ", received " + shown(result.getArgument())))
                .toList();
    }

    private static List<Finding> findings(Errors errors) {
        return errors.getAllErrors().stream()
                .map(error ->
                        error instanceof FieldError field ? finding(field) : new Finding("", error.getDefaultMessage()))
                .toList();
    }

    private static Finding finding(FieldError error) {
        Object received = error.getRejectedValue();
        String said = error.getDefaultMessage();
        return new Finding(pointer(error.getField()), received == null ? said : said + ", received " + shown(received));
    }

    /** {@code fit.batchSize} and {@code layers[2].units} become {@code /fit/batch_size} and {@code /layers/2/units}. */
    private static String pointer(String path) {
        String slashes = "/" + path.replace('.', '/').replace('[', '/').replace("]", "");
        return slashes.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
    }

    static String shown(@Nullable Object value) {
        String text = String.valueOf(value).replaceAll("\\p{Cntrl}", " ");
        String cut = text.length() <= 100 ? text : text.substring(0, 100) + "…";
        return value instanceof CharSequence ? "'" + cut + "'" : cut;
    }

    private static ProblemException problem(List<Finding> findings) {
        String detail = findings.size() == 1
                ? findings.getFirst().pointer() + " " + findings.getFirst().detail() + "."
                : "The request has " + findings.size() + " values that are not allowed.";
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, findings);
    }
}
