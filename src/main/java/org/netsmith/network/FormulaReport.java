package org.netsmith.network;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.web.Finding;

/**
 * What a formula is, simplified, and what it does.
 *
 * @param variable what it is differentiated by and sampled over: x or p
 * @param expression the formula as it was understood
 * @param points values and derivatives at equal distances
 */
record FormulaReport(
        String kind,
        String variable,
        String expression,
        String simplified,
        String latex,
        String derivative,
        String derivativeLatex,
        GradientCheck gradientCheck,
        List<Point> points,
        List<Finding> warnings) {

    /** The formula at one place; null where it is no finite number. */
    record Point(double x, @Nullable Double y, @Nullable Double dy) {}

    /**
     * How far the derivative is from central differences, as a share of its size where that is above 1.
     *
     * @param maxDeviation the largest deviation, null where there was nothing to compare
     * @param at where that is
     * @param points how many points were compared
     */
    record GradientCheck(
            @Nullable Double maxDeviation, @Nullable Double at, int points) {}
}
