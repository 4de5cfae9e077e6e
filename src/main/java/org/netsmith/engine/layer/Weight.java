package org.netsmith.engine.layer;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.constraint.Constraint;
import org.netsmith.engine.initializer.Initializer;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * A weight that a layer needs: its Keras name within the layer, its shape, how it starts, whether training changes it,
 * what it adds to the loss and what it must keep to. Throws {@link ShapeException} where one of these does not fit the
 * shape.
 *
 * @param ones elements that start at 1 whatever the initializer, null for none
 */
public record Weight(
        String name,
        Shape shape,
        Initializer initializer,
        boolean trainable,
        @Nullable Regularizer regularizer,
        @Nullable Constraint constraint,
        @Nullable Span ones) {

    /** Elements from one flat index to before another. */
    public record Span(long from, long to) {}

    public Weight {
        Stream.of(
                        initializer.misfit(shape),
                        regularizer == null ? Optional.<String>empty() : regularizer.misfit(shape),
                        constraint == null ? Optional.<String>empty() : constraint.misfit(shape))
                .flatMap(Optional::stream)
                .findFirst()
                .ifPresent(reason -> {
                    throw new ShapeException("%s: %s".formatted(name, reason));
                });
    }

    /** A weight that starts as its initializer says. */
    public Weight(
            String name,
            Shape shape,
            Initializer initializer,
            boolean trainable,
            @Nullable Regularizer regularizer,
            @Nullable Constraint constraint) {
        this(name, shape, initializer, trainable, regularizer, constraint, null);
    }

    /** A weight without regularizer and constraint. */
    public Weight(String name, Shape shape, Initializer initializer, boolean trainable) {
        this(name, shape, initializer, trainable, null, null);
    }

    /** The same weight with elements from one flat index to before another that start at 1. */
    Weight startingAtOne(long from, long to) {
        return new Weight(name, shape, initializer, trainable, regularizer, constraint, new Span(from, to));
    }

    /** The same weight as part of a layer around its own, which puts its name in front. */
    Weight within(String prefix) {
        return new Weight(prefix + name, shape, initializer, trainable, regularizer, constraint, ones);
    }

    /** What the weight starts as. */
    public double[] initialValues(Randomness place) {
        double[] values = initializer.values(shape, place);
        if (ones != null) {
            Arrays.fill(values, Math.toIntExact(ones.from()), Math.toIntExact(ones.to()), 1);
        }
        return values;
    }
}
