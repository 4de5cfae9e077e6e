package org.netsmith.engine.layer;

import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Tensor;

/**
 * What building a layer gave: where its output will be, and how to build its way back.
 *
 * @param output {@code [batch, …]}
 * @param backward appends the operations of the backward pass; called once, after everything that follows the layer
 *     was built backward
 * @param mask which steps of the output count, 1 or 0 {@code [batch, steps]}; null where the layer makes no mask itself
 */
public record Pass(
        Tensor output, Backward backward, @Nullable Tensor mask) {

    /** A pass that makes no mask of its own. */
    public Pass(Tensor output, Backward backward) {
        this(output, backward, null);
    }

    /** The backward half of a layer. */
    @FunctionalInterface
    public interface Backward {

        /**
         * @param outputGradient the gradient of the output; free to be overwritten
         * @param needed for each input whether anything before it learns
         * @return the gradient of each input, null where it is not needed; no two of them share memory
         */
        List<@Nullable Tensor> build(Tensor outputGradient, List<Boolean> needed);
    }

    /** The backward half of a layer with one input. */
    @FunctionalInterface
    public interface ToInput {

        /** @return the gradient of the input, null where it is not needed */
        @Nullable
        Tensor build(Tensor outputGradient, boolean inputNeeded);
    }

    /** The pass of a layer with one input. */
    public static Pass of(Tensor output, ToInput backward) {
        return new Pass(
                output, (gradient, needed) -> Collections.singletonList(backward.build(gradient, needed.getFirst())));
    }

    /** This pass with a mask of its output. */
    Pass masked(@Nullable Tensor made) {
        return new Pass(output, backward, made);
    }

    /** This pass and then another on its output. */
    Pass then(Function<Tensor, Pass> next) {
        Pass second = next.apply(output);
        return of(second.output(), (gradient, needed) -> {
            Tensor between = second.toInput(gradient, true);
            return between == null ? null : toInput(between, needed);
        });
    }

    /** This pass, which has nothing to learn, and then another on its output. */
    Pass feeding(Function<Tensor, Pass> next) {
        Pass second = next.apply(output);
        return of(second.output(), (gradient, needed) -> {
            Tensor between = second.toInput(gradient, needed);
            return between == null ? null : toInput(between, needed);
        });
    }

    /** Goes back through a layer with one input. */
    @Nullable
    Tensor toInput(Tensor outputGradient, boolean needed) {
        return backward.build(outputGradient, List.of(needed)).getFirst();
    }
}
