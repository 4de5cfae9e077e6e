package org.netsmith.engine.layer;

import java.util.List;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;

/** A layer of one input, as most are. */
public sealed interface SingleInput extends Layer
        permits Stepwise,
                Recurrent,
                Bidirectional,
                Masking,
                Embedding,
                RMSNormalization,
                Flatten,
                Reshape,
                Permute,
                RepeatVector,
                ZeroPadding1D,
                ZeroPadding2D,
                Cropping1D,
                Cropping2D,
                UpSampling1D,
                UpSampling2D,
                Preprocessing,
                Convolution,
                Pooling,
                GlobalPooling {

    /** The shape of one output row; throws {@link ShapeException} where the input does not fit. */
    Shape outputShape(Shape input);

    /** The weights for rows of this shape, in Keras' order. */
    default List<Weight> weights(Shape input) {
        return List.of();
    }

    /** How many numbers a row takes beside the output and its gradient. */
    default long workspace(Shape input) {
        return 0;
    }

    /** Appends the forward operations for x {@code [batch, …]} and tells how to go back. */
    Pass build(Scope scope, Tensor x);

    @Override
    default Shape outputShape(List<Shape> inputs) {
        return outputShape(only(inputs));
    }

    @Override
    default List<Weight> weights(List<Shape> inputs) {
        return weights(only(inputs));
    }

    @Override
    default long workspace(List<Shape> inputs) {
        return workspace(only(inputs));
    }

    @Override
    default Pass build(Scope scope, List<Tensor> inputs) {
        return build(scope, inputs.getFirst());
    }

    private Shape only(List<Shape> inputs) {
        if (inputs.size() != 1) {
            throw new ShapeException(
                    "%s takes one input, received %d".formatted(getClass().getSimpleName(), inputs.size()));
        }
        return inputs.getFirst();
    }
}
