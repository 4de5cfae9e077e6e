package org.netsmith.engine.layer;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Randomness;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Program;

/**
 * What a layer is built with: its weights, memory for what it computes, and the list that its operations are appended
 * to.
 */
public interface Scope {

    Backend backend();

    /** Whether the network is being built to learn; otherwise it only answers and no gradients exist. */
    boolean training();

    /** Whether this layer learns. A frozen layer in a network that learns still passes gradients on. */
    boolean trainable();

    Tensor weight(String name);

    /** Where the gradient of a trainable weight goes. Only of a layer that is {@link #trainable()}. */
    Tensor gradient(String name);

    /**
     * Where the squares of the single contributions to a gradient go, for a weight whose rows were gathered; empty
     * where nobody asks for them.
     */
    default Optional<Tensor> squares(String name) {
        return Optional.empty();
    }

    /** Memory for intermediate values, with the batch in front, living as long as the network. */
    Tensor tensor(Shape shape);

    /** Memory for texts, likewise. */
    Tensor texts(Shape shape);

    /** Random numbers of this layer at the step that is running. */
    Supplier<Randomness> randomness(Randomness.Purpose purpose);

    /** Which steps of an input count, 1 or 0 {@code [batch, steps]}; empty where all do. */
    default Optional<Tensor> mask(int input) {
        return Optional.empty();
    }

    /** Appends an operation. */
    void run(Operation operation);

    /** Appends an elementwise program over the named tensors. */
    default void run(Program program, Map<String, Tensor> operands) {
        run(backend().elementwise(program, operands));
    }

    /** Appends an elementwise program given as text. */
    default void run(String program, Map<String, Tensor> operands) {
        run(Program.parse(program), operands);
    }
}
