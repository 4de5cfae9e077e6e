package org.netsmith.format.keras;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The numbers that a parameter takes, read from the constraints on its component. */
record Range(List<Bound> bounds) {

    /** One side of a range: what it allows, and that in words. */
    record Bound(String words, Predicate<BigDecimal> allows) {}

    static Range of(Parameter parameter) {
        List<Bound> bounds = new ArrayList<>();
        parameter.annotation(Positive.class).ifPresent(a -> bounds.add(above(BigDecimal.ZERO)));
        parameter.annotation(PositiveOrZero.class).ifPresent(a -> bounds.add(atLeast(BigDecimal.ZERO)));
        parameter.annotation(Min.class).ifPresent(a -> bounds.add(atLeast(BigDecimal.valueOf(a.value()))));
        parameter.annotation(DecimalMin.class).map(Range::lower).ifPresent(bounds::add);
        parameter.annotation(Max.class).ifPresent(a -> bounds.add(atMost(BigDecimal.valueOf(a.value()))));
        parameter.annotation(DecimalMax.class).map(Range::upper).ifPresent(bounds::add);
        return new Range(bounds);
    }

    boolean contains(BigDecimal number) {
        return bounds.stream().allMatch(bound -> bound.allows().test(number));
    }

    Optional<String> description() {
        return bounds.stream().map(Bound::words).reduce((a, b) -> a + " and " + b);
    }

    private static Bound lower(DecimalMin minimum) {
        BigDecimal value = new BigDecimal(minimum.value());
        return minimum.inclusive() ? atLeast(value) : above(value);
    }

    private static Bound upper(DecimalMax maximum) {
        BigDecimal value = new BigDecimal(maximum.value());
        return maximum.inclusive() ? atMost(value) : new Bound("below " + value, n -> n.compareTo(value) < 0);
    }

    private static Bound above(BigDecimal value) {
        return new Bound("above " + value, n -> n.compareTo(value) > 0);
    }

    private static Bound atLeast(BigDecimal value) {
        return new Bound("at least " + value, n -> n.compareTo(value) >= 0);
    }

    private static Bound atMost(BigDecimal value) {
        return new Bound("at most " + value, n -> n.compareTo(value) <= 0);
    }
}
