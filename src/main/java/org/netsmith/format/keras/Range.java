package org.netsmith.format.keras;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.netsmith.engine.optimizer.LearningRate;

/** The numbers that a parameter takes, read from the constraints on its component. */
record Range(List<Bound> bounds) {

    private static final Parameter CONSTANT_RATE =
            new Kind(LearningRate.Constant.class).parameters().getFirst();

    /** One side of a range: what it allows, and that in words. */
    record Bound(String words, Predicate<BigDecimal> allows) {}

    static Range of(Parameter parameter) {
        return parameter.type() == LearningRate.class ? of(CONSTANT_RATE) : of(parameter.field());
    }

    /** The range of a component, or of the elements of a list. */
    static Range of(AnnotatedElement element) {
        List<Bound> bounds = new ArrayList<>();
        find(element, Positive.class).ifPresent(a -> bounds.add(above(BigDecimal.ZERO)));
        find(element, PositiveOrZero.class).ifPresent(a -> bounds.add(atLeast(BigDecimal.ZERO)));
        find(element, Min.class).ifPresent(a -> bounds.add(atLeast(BigDecimal.valueOf(a.value()))));
        find(element, DecimalMin.class).map(Range::lower).ifPresent(bounds::add);
        find(element, Max.class).ifPresent(a -> bounds.add(atMost(BigDecimal.valueOf(a.value()))));
        find(element, DecimalMax.class).map(Range::upper).ifPresent(bounds::add);
        return new Range(bounds);
    }

    private static <A extends Annotation> Optional<A> find(AnnotatedElement element, Class<A> type) {
        return Optional.ofNullable(element.getAnnotation(type));
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
