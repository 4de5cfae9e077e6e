package org.netsmith.engine.layer;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.regularizer.Regularizer;

/**
 * One layer of a network: an immutable definition whose record name is the Keras class name and whose components are
 * the Keras config with Keras' defaults. Weights live outside. Shapes here are without the batch: {@code [units]},
 * {@code [height, width]}.
 */
public sealed interface Layer permits SingleInput, Merge {

    /** The shape of one output row; throws {@link ShapeException} where the inputs do not fit. */
    Shape outputShape(List<Shape> inputs);

    /** The weights for rows of these shapes, in Keras' order. */
    default List<Weight> weights(List<Shape> inputs) {
        return List.of();
    }

    /** What the layer's output adds to the loss, divided by the batch; null for nothing. */
    default @Nullable Regularizer activityRegularizer() {
        return null;
    }

    /** Whether the layer can be given elements of this kind; most compute with numbers. */
    default boolean takes(Elements elements) {
        return elements == Elements.NUMBERS;
    }

    /** What the elements of the output are. */
    default Elements gives() {
        return Elements.NUMBERS;
    }

    /**
     * The largest whole number that must be told from the next one in what the layer reads or makes, which not every
     * dtype can; 0 where it makes none.
     */
    default long largestWhole() {
        return 0;
    }

    /** How many numbers a row takes, beside the output and its gradient, while the network learns: a rough measure. */
    default long workspace(List<Shape> inputs) {
        return 0;
    }

    /**
     * Whether the mask of the first input is also the mask of the output, where {@link #build} makes none. A layer that
     * moves or joins steps drops it.
     */
    default boolean passesMask() {
        return false;
    }

    /** Appends the forward operations for the inputs {@code [batch, …]} and tells how to go back. */
    Pass build(Scope scope, List<Tensor> inputs);
}
