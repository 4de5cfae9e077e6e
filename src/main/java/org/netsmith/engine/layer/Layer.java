package org.netsmith.engine.layer;

import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/**
 * One layer of a network: an immutable definition whose record name is the Keras class name and whose components are
 * the Keras config with Keras' defaults. Weights live outside. Shapes here are without the batch: {@code [units]},
 * {@code [height, width]}.
 */
public sealed interface Layer permits Dense, Activation, Dropout, BatchNormalization, Flatten {

    /** The shape of one output row; throws {@link ShapeException} where the input does not fit. */
    Shape outputShape(Shape input);

    /** The weights for rows of this shape, in Keras' order. */
    default List<Weight> weights(Shape input) {
        return List.of();
    }

    /** Appends the forward operations for x {@code [batch, …]} and tells how to go back. */
    Pass build(Scope scope, Tensor x);
}
