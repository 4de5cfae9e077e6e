package org.netsmith.engine.optimizer;

import java.util.HashMap;
import java.util.Map;
import org.netsmith.engine.backend.Backend;
import org.netsmith.engine.backend.Operation;
import org.netsmith.engine.backend.Shape;
import org.netsmith.engine.backend.Tensor;
import org.netsmith.engine.expression.Program;

/**
 * An optimizer at work on one flat tensor of weights: its slots, its count of updates, and the one pass that changes
 * the weights.
 */
public final class Update {

    private final Optimizer optimizer;
    private final Backend backend;
    private final Map<String, Tensor> scalars = new HashMap<>();
    private final Operation pass;
    private double learningRate;
    private long iterations;

    /**
     * @param weights flat
     * @param gradients in the layout of the weights
     */
    public Update(Optimizer optimizer, Backend backend, Tensor weights, Tensor gradients) {
        this.optimizer = optimizer;
        this.backend = backend;
        this.learningRate = optimizer.learningRate();
        Map<String, Tensor> operands = new HashMap<>(Map.of("w", weights, "g", gradients));
        optimizer.slots().forEach(slot -> operands.put(slot, backend.allocate(weights.type(), weights.shape())));
        optimizer
                .scalars(1, learningRate)
                .keySet()
                .forEach(name -> scalars.put(name, backend.allocate(weights.type(), Shape.of())));
        operands.putAll(scalars);
        this.pass = backend.elementwise(Program.parse(optimizer.program()), operands);
    }

    /** Applies the gradients once. */
    public void run() {
        iterations++;
        optimizer.scalars(iterations, learningRate).forEach(this::set);
        pass.run();
    }

    private void set(String name, double value) {
        Tensor scalar = scalars.get(name);
        scalar.set(0, value);
        backend.upload(scalar);
    }

    /** How many times the weights were updated. */
    public long iterations() {
        return iterations;
    }
}
