package org.netsmith.network;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.expression.Expression;
import org.netsmith.network.FormulaReport.GradientCheck;
import org.netsmith.network.FormulaReport.Point;
import org.netsmith.web.Finding;

/** A formula and its derivative at the points that a request asks for. */
final class FormulaSamples {

    /** Close to the step at which the errors of rounding and of the difference quotient are equal. */
    private static final double STEP = 6e-6;

    private static final double LARGEST_DEVIATION = 1e-4;

    private final FormulaRequest request;
    private final String variable;
    private final Expression value;
    private final Expression derivative;
    private final Map<String, Double> values;
    private final List<Point> points;

    private FormulaSamples(FormulaRequest request, Expression formula, String variable) {
        this.request = request;
        this.variable = variable;
        this.value = formula;
        this.derivative = formula.derivative(variable);
        this.values = new HashMap<>(request.parameters());
        if (!variable.equals("x")) {
            values.put("y", request.target());
        }
        this.points = IntStream.range(0, request.points()).mapToObj(this::point).toList();
    }

    /** @param formula the formula of the request, which has been checked */
    static FormulaReport report(FormulaRequest request, Expression formula) {
        String variable = FormulaChecks.VARIABLES.get(request.kind()).getLast();
        return new FormulaSamples(request, formula, variable).report();
    }

    private FormulaReport report() {
        Expression simplified = value.simplify();
        GradientCheck check = check();
        return new FormulaReport(
                request.kind(),
                variable,
                value.text(),
                simplified.text(),
                simplified.latex(),
                derivative.text(),
                derivative.latex(),
                check,
                points,
                warnings(check));
    }

    private Point point(int index) {
        double share = (double) index / (request.points() - 1);
        double x = request.from() + share * (request.to() - request.from());
        return new Point(x, finite(at(value, x)), finite(at(derivative, x)));
    }

    private double at(Expression expression, double x) {
        values.put(variable, x);
        return expression.evaluate(values);
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private GradientCheck check() {
        Double largest = null;
        Double at = null;
        int count = 0;
        for (Point point : points) {
            double deviation = deviation(point);
            if (Double.isFinite(deviation)) {
                count++;
                if (largest == null || deviation > largest) {
                    largest = deviation;
                    at = point.x();
                }
            }
        }
        return new GradientCheck(largest, at, count);
    }

    private double deviation(Point point) {
        if (point.y() == null || point.dy() == null) {
            return Double.NaN;
        }
        double slope = slope(point.x());
        return Math.abs(slope - point.dy()) / Math.max(1, Math.abs(point.dy()));
    }

    private double slope(double x) {
        double step = STEP * Math.max(1, Math.abs(x));
        double above = x + step;
        double below = x - step;
        return (at(value, above) - at(value, below)) / (above - below);
    }

    private List<Finding> warnings(GradientCheck check) {
        List<Finding> warnings = new ArrayList<>();
        unused(warnings);
        if (derivative.equals(Expression.constant(0))) {
            warnings.add(new Finding(
                    "/expression", "the derivative by %s is 0 everywhere, so nothing is learnt".formatted(variable)));
        }
        notFinite(warnings);
        if (check.maxDeviation() != null && check.maxDeviation() > LARGEST_DEVIATION) {
            warnings.add(new Finding(
                    "/expression",
                    "at %s = %s the derivative is not the slope of the values, which is %s: a kink, a jump or rounding"
                            .formatted(variable, shown(check.at()), shown(slope(check.at())))));
        }
        return warnings;
    }

    private void unused(List<Finding> warnings) {
        TreeSet<String> unused = new TreeSet<>(request.parameters().keySet());
        unused.removeAll(value.variables());
        unused.forEach(
                name -> warnings.add(new Finding("/parameters/" + name, "the formula does not use this parameter")));
        FormulaChecks.VARIABLES.get(request.kind()).stream()
                .filter(name -> !value.variables().contains(name))
                .forEach(name -> warnings.add(new Finding("/expression", "the formula does not use " + name)));
    }

    private void notFinite(List<Finding> warnings) {
        List<Point> without = points.stream()
                .filter(point -> point.y() == null || point.dy() == null)
                .toList();
        if (!without.isEmpty()) {
            warnings.add(new Finding(
                    "/expression",
                    "the value or derivative is not finite at %d of %d points, the first %s = %s"
                            .formatted(
                                    without.size(),
                                    points.size(),
                                    variable,
                                    shown(without.getFirst().x()))));
        }
    }

    private static String shown(double value) {
        return String.format(Locale.ROOT, "%.6g", value);
    }
}
