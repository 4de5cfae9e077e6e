package org.netsmith.engine.layer;

import org.netsmith.engine.backend.Tensor;

/** One step of a recurrent layer, forward and backward. */
interface Cell {

    /** Appends what makes the state behind a step of the state before it. */
    void forward(int step);

    /**
     * Appends what turns the gradient of the state behind a step into that of the state before it; called from the last
     * step to the first.
     *
     * @param gradient {@code [batch, units]}, in place
     */
    void backward(int step, Tensor gradient);

    /** After all steps: the gradients of what the kernel made of the inputs, {@code [steps, batch, gates·units]}. */
    Tensor inputGradients();

    /** Appends the gradients of the recurrent kernel and the biases, after all steps. */
    void buildWeightGradients();
}
