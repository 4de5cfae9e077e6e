package org.netsmith.engine.optimizer;

import org.netsmith.engine.backend.Tensor;

/**
 * A weight that learns, and its gradient, as views of the flat tensors.
 *
 * @param path its Keras path, {@code dense/kernel}
 * @param gathered whether its rows were gathered by id, as an Embedding does. What TensorFlow squares of such a
 *     gradient are its single contributions: a row that occurs twice has {@code a² + b²} where others have
 *     {@code (a + b)²}. They are handed over beside the gradient, and count as long as nothing (clipping,
 *     accumulation, a loss scale) has changed the gradient
 */
public record Variable(String path, Tensor weight, Tensor gradient, boolean gathered) {

    public Variable(String path, Tensor weight, Tensor gradient) {
        this(path, weight, gradient, false);
    }

    long size() {
        return weight.size();
    }

    boolean isMatrix() {
        return weight.shape().rank() == 2;
    }

    /** The part of a flat tensor in the layout of all weights that belongs to this one. */
    Tensor partOf(Tensor flat, Tensor weights) {
        long bytes = weight.segment().address() - weights.segment().address();
        return flat.view(bytes / weight.type().bytes(), weight.shape());
    }
}
