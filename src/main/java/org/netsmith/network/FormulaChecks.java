package org.netsmith.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.expression.Expression;
import org.netsmith.engine.expression.ExpressionException;
import org.netsmith.web.Finding;
import org.netsmith.web.ProblemException;
import org.netsmith.web.ProblemType;

/** Everything that is wrong with a request about a formula, at once. */
final class FormulaChecks {

    private static final int LONGEST = 1_000;
    private static final int LONGEST_DERIVATIVE = 20_000;
    private static final int MOST_POINTS = 1_000;
    private static final int MOST_PARAMETERS = 32;

    /** The variables of each kind, last the one that the formula is differentiated by. */
    static final Map<String, List<String>> VARIABLES =
            Map.of("activation", List.of("x"), "loss", List.of("y", "p"), "metric", List.of("y", "p"));

    private final List<Finding> findings = new ArrayList<>();
    private int position;

    private FormulaChecks() {}

    /** The formula of a request that can be answered; {@code invalid-request} with every finding otherwise. */
    static Expression parsed(FormulaRequest request) {
        FormulaChecks checks = new FormulaChecks();
        List<String> variables = VARIABLES.getOrDefault(request.kind(), List.of());
        if (variables.isEmpty()) {
            checks.add("/kind", "expected activation, loss or metric, received " + shown(request.kind()));
        }
        checks.range(request);
        checks.parameters(request.parameters(), variables);
        Optional<Expression> formula = checks.formula(request, variables);
        return formula.filter(_ -> checks.findings.isEmpty()).orElseThrow(checks::problem);
    }

    private void add(String pointer, String detail) {
        findings.add(new Finding(pointer, detail));
    }

    private void range(FormulaRequest request) {
        finite("/from", request.from());
        finite("/to", request.to());
        finite("/target", request.target());
        if (!(request.from() < request.to())) {
            add("/to", "expected a number above from, received %s and %s".formatted(request.from(), request.to()));
        } else if (Double.isFinite(request.from()) && Double.isFinite(request.to()) && !isNarrow(request)) {
            add(
                    "/to",
                    ("the range is too wide: expected at most %s from 'from' to 'to', received %s and %s; move them"
                                    + " closer together")
                            .formatted(Double.MAX_VALUE, request.from(), request.to()));
        }
        if (request.points() < 2 || request.points() > MOST_POINTS) {
            add("/points", "expected 2 to %d points, received %d".formatted(MOST_POINTS, request.points()));
        }
    }

    private static boolean isNarrow(FormulaRequest request) {
        return Double.isFinite(request.to() - request.from());
    }

    private void finite(String pointer, double value) {
        if (!Double.isFinite(value)) {
            add(pointer, "expected a finite number, received " + value);
        }
    }

    private void parameters(Map<String, @Nullable Double> parameters, List<String> variables) {
        if (parameters.size() > MOST_PARAMETERS) {
            add(
                    "/parameters",
                    "expected at most %d parameters, received %d".formatted(MOST_PARAMETERS, parameters.size()));
            return;
        }
        parameters.forEach((name, value) -> {
            String pointer = "/parameters/" + name.replace("~", "~0").replace("/", "~1");
            if (variables.contains(name)) {
                add(pointer, name + " is a variable of the formula; a parameter needs another name");
            } else if (!isName(name)) {
                add(pointer, "expected a name of letters, digits and _ that is no function or constant of formulas");
            }
            if (value == null || !Double.isFinite(value)) {
                add(pointer, "expected a finite number, received " + value);
            }
        });
    }

    private static boolean isName(String text) {
        try {
            return text.length() <= LONGEST && Expression.parse(text).equals(Expression.variable(text));
        } catch (ExpressionException e) {
            return false;
        }
    }

    private Optional<Expression> formula(FormulaRequest request, List<String> variables) {
        String text = request.expression();
        if (text == null || text.isBlank()) {
            add("/expression", "expected a formula such as x * sigmoid(x), received " + shown(text));
            return Optional.empty();
        }
        if (text.length() > LONGEST) {
            add("/expression", "expected at most %d characters, received %d".formatted(LONGEST, text.length()));
            return Optional.empty();
        }
        try {
            Expression formula = Expression.parse(text);
            unknownNames(formula, text, request.parameters().keySet(), variables);
            return Optional.of(formula).filter(parsed -> findings.isEmpty() && isShort(parsed, variables.getLast()));
        } catch (ExpressionException e) {
            located(e.position(), e.getMessage());
            return Optional.empty();
        }
    }

    private void unknownNames(Expression formula, String text, Set<String> parameters, List<String> variables) {
        Set<String> known = new TreeSet<>(parameters);
        known.addAll(variables);
        for (String name : formula.variables()) {
            if (!variables.isEmpty() && !known.contains(name)) {
                int place = placeOf(name, text);
                located(
                        place,
                        "at character %d: unknown name '%s', expected one of %s; the value of a parameter stands under"
                                        .formatted(place + 1, name, known)
                                + " \"parameters\"");
            }
        }
    }

    private static int placeOf(String name, String text) {
        Matcher matcher = Pattern.compile("(?<![A-Za-z_0-9.])" + name + "(?![A-Za-z_0-9])")
                .matcher(text);
        return matcher.find() ? matcher.start() : 0;
    }

    private void located(int place, String detail) {
        add("/expression", detail);
        position = position == 0 ? place + 1 : Math.min(position, place + 1);
    }

    private boolean isShort(Expression formula, String variable) {
        int length = formula.derivative(variable).text().length();
        if (length > LONGEST_DERIVATIVE) {
            add(
                    "/expression",
                    "expected a formula whose derivative has at most %d characters, received one of %d"
                            .formatted(LONGEST_DERIVATIVE, length));
        }
        return length <= LONGEST_DERIVATIVE;
    }

    private ProblemException problem() {
        Finding first = findings.getFirst();
        String detail = findings.size() == 1
                ? "The formula cannot be used: %s %s".formatted(first.pointer(), first.detail())
                : "The formula cannot be used: %d findings, the first at %s: %s"
                        .formatted(findings.size(), first.pointer(), first.detail());
        Map<String, Object> members = position == 0 ? Map.of() : Map.of("position", position);
        return new ProblemException(ProblemType.INVALID_REQUEST, detail, findings, members);
    }

    private static String shown(@Nullable String text) {
        return text == null ? "nothing" : "'" + (text.length() <= 100 ? text : text.substring(0, 100) + "…") + "'";
    }
}
